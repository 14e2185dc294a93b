"""tshark: finding it, calling it, and the fields requested from it."""
