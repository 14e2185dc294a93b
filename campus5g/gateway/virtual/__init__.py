"""What only a virtual kit has: its control port, forwarded ports, orders to its network."""
