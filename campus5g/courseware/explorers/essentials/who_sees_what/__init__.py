"""The explorer `who_sees_what`."""
