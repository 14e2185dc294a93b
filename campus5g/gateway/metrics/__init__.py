"""Metrics of the core and the gNB, streamed as they come."""
