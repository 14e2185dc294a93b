"""The explorer `five_year_draws`."""
