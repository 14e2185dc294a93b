"""The explorer `driven_track`."""
