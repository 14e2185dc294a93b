"""Modules tried as learners would: run, filled in, graded, and what came out."""
