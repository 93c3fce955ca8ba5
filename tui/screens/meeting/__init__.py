"""The meeting page: choose a form, hold it with the timer running, close it, have it confirmed."""
