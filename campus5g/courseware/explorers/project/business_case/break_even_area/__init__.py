"""The explorer `break_even_area`."""
