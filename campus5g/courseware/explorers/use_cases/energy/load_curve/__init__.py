"""The explorer `load_curve`."""
