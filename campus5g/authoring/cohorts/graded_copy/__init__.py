"""The graded copy: a submission as it was run, with points and comments, for its learner."""

from campus5g.authoring.cohorts.graded_copy.exporter import configure_feedback, graded_copy

__all__ = ["configure_feedback", "graded_copy"]
