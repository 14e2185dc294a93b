"""The user plane of real programs: their UDP and TCP pass through the virtual network."""
