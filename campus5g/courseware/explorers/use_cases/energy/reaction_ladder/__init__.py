"""The explorer `reaction_ladder`."""
