"""The explorer `quay`."""
