"""Where each learner stands: read from nbgrader's folders and gradebook, never written."""
