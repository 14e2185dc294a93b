"""The explorer `on_call`."""
