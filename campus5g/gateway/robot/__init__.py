"""The kit's robot: its drivers, the policy before them, and what stops it when all else fails."""
