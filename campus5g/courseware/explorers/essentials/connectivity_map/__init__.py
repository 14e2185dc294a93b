"""The explorer `connectivity_map`."""
