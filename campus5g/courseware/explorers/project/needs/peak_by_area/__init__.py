"""The explorer `peak_by_area`."""
