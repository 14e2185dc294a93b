"""The explorer `two_captures`."""
