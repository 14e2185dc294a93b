"""Access to the kit: leases, their tokens, TLS and the rate limit."""
