"""The station's own lists on the screen: vehicles, gear, places, teams, shift pattern, posts, phones."""
