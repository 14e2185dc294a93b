"""The explorer `alarm_threshold`."""
