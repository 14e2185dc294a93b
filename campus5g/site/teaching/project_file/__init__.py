"""Marking project files: by one trainer, or by two who do not see each other's points."""
