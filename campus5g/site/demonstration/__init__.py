"""The demonstration: a cohort to try the site with, and a lab's whole way without a browser."""
