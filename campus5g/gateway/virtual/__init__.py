"""Features of virtual kits only: the control port, forwarded ports, orders to the network."""
