"""The explorer `sampling_choice`."""
