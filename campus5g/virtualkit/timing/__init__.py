"""Time in the simulation: due times, inactivity, rates, and an exact event loop."""
