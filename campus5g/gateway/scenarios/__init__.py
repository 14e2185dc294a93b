"""The scenarios of a virtual kit: the active one, playing another, and their history."""
