"""The explorer `tipping_point`."""
