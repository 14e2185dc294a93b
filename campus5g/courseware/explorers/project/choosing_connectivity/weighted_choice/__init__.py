"""The explorer `weighted_choice`."""
