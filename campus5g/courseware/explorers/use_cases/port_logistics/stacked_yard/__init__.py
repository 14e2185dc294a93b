"""The explorer `stacked_yard`."""
