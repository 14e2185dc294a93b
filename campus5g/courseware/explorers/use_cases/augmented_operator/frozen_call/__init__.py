"""The explorer `frozen_call`."""
