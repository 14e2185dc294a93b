"""Measurements as a notebook sees them: latency, signal, metrics, sensors, captures."""
