"""The explorer `coverage_map`."""
