"""Captures: packets from the kit's capture points, merged into one file."""
