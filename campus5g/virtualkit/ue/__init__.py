"""User equipment: NAS, USIM, and the modem that controls it."""
