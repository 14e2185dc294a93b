"""The explorer `lone_worker`."""
