"""Signal measurements: what a modem says of its cell, again and again."""
