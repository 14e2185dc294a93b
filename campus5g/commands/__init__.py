"""The `campus5g` command: thin, one file a noun."""
