"""The explorer `tdd_frame`."""
