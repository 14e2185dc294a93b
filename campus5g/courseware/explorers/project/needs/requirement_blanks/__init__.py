"""The explorer `requirement_blanks`."""
