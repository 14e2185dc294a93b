"""The readings of machines' sensors, streamed as they come."""
