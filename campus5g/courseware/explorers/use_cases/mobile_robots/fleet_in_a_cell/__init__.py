"""The explorer `fleet_in_a_cell`."""
