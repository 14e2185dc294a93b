"""A mobile robot in the hall: its body, its laser, and the protocols it is driven by."""
