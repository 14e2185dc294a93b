"""Keys and ciphers: authentication, NAS protection, SUCI concealment."""
