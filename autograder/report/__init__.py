"""How the grading of a class goes, and how it went."""
