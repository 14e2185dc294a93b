"""A module as learners see it, shown to its author and refreshed at each save."""
