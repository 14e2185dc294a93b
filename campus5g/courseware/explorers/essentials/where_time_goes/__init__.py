"""The explorer `where_time_goes`."""
