"""Whether the questions of a quiz measure: how many, how alike, how far luck goes."""
