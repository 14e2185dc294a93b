"""The explorer `network_spider`."""
