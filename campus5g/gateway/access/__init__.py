"""Who may use the kit: leases, their tokens, TLS, and how often one may call."""
