"""Puts this folder on the tests' path: its builders of captures serve the folders below."""
