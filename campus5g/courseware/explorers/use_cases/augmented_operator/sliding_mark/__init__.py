"""The explorer `sliding_mark`."""
