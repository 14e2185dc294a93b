"""A cohort's nbgrader course: built, released, handed in, collected, and handed back."""
