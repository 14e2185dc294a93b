"""A course-specific late penalty: a point for each started day."""

import math

from nbgrader.plugins import BasePlugin

DAY_S = 86_400


class PointADay(BasePlugin):
    """Takes more points than were earned from very late work; adds some to slightly late work."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Return the points to take off; nbgrader clips them to between 0 and the score."""
        days = math.ceil(total_seconds_late / DAY_S)
        if days == 1:
            return None
        return -1 if days == 2 else days
