"""Applies a scenario to the running network: devices, core and failures."""
