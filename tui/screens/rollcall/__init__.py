"""Roll call (点名) on the screen: by exception, one by one, and opening the shift when none is."""
