"""The explorer `what_travels`."""
