"""The explorer `battery_life`."""
