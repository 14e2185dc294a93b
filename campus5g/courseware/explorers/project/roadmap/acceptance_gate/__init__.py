"""The explorer `acceptance_gate`."""
