"""The explorer `full_cell`."""
