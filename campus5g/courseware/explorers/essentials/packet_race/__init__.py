"""The explorer `packet_race`."""
