"""The demonstration: a cohort to try the site with, and a lab from catalogue to grades."""
