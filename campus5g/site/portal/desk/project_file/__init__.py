"""A learner's project file at the desk."""
