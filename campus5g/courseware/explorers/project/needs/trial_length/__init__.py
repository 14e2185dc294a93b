"""The explorer `trial_length`."""
