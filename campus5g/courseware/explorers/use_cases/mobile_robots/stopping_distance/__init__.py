"""The explorer `stopping_distance`."""
