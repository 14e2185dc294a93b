"""The explorer `measured_traces`."""
