"""The explorer `quay_uplink`."""
