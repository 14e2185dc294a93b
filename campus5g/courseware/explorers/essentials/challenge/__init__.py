"""The explorer `challenge`."""
