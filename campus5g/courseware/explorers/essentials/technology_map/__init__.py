"""The explorer `technology_map`."""
