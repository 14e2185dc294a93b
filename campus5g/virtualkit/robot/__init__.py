"""A mobile robot in the hall: its body, its laser scanner, and its control protocols."""
