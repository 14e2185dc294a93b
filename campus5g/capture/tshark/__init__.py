"""tshark: found, called, and the fields that are asked of it."""
