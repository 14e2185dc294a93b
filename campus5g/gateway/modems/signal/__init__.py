"""Signal measurements: repeated readings of what a modem reports about its cell."""
