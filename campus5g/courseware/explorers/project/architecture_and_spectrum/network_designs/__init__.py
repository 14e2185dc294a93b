"""The explorer `network_designs`."""
