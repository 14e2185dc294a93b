"""The kit's robots: their drivers, the policy in front of them, and the process that stops them."""
