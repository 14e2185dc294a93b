"""The explorer `bars_and_speed`."""
