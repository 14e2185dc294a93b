"""Checks of every request: form tokens, headers, limits, and confined content."""
