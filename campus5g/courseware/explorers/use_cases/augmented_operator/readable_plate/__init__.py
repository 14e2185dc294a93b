"""The explorer `readable_plate`."""
