"""The scenarios of a virtual kit: which one is in force, to play another, and what was when."""
