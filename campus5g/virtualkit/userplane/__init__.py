"""The user plane of real programs: their UDP and TCP crosses the virtual network."""
