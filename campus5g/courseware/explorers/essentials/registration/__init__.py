"""The explorer `registration`."""
