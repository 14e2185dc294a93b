"""The explorer `five_year_cost`."""
