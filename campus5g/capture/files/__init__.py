"""Capture files and streams: their sources and their packets."""
