"""Proves each wall by trying to break it from inside."""
