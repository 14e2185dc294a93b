"""The kit's robots: their drivers, the policy before them, what stops each if all else fails."""
