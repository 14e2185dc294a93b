"""Playing a scenario in a running network: devices, core and failures are set to it."""
