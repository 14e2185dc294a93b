"""User equipment: its NAS and its SIM, and the modem that it is driven through."""
