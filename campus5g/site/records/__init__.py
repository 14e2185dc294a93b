"""What a site keeps besides nbgrader: people, cohorts, bookings, certificates, settings.

Grades are not here: each cohort's nbgrader gradebook holds them.
"""
