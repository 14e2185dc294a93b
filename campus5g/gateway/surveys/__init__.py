"""Surveys: what a modem reports, and how long a probe takes, at one place after another."""
