"""The explorer `fence_plan`."""
