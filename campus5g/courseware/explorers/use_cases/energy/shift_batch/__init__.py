"""The explorer `shift_batch`."""
