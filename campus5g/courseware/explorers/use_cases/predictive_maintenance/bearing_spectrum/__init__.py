"""The explorer `bearing_spectrum`."""
