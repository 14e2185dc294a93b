"""Capture files and streams: where they come from, and their packets as records."""
