"""The explorer `nines`."""
