"""The kit joins another network: its core or its gNBs behind real N2 and N3 sockets."""
