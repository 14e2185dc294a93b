"""Backups: a site in one file, and a site restored from it.

A backup is a tar archive, compressed, with every file of the data folder that is not of one run
alone. Databases come as SQLite, wherever they are kept; ``manifest.json`` at its end has the
SHA-256 of each member. It holds pass phrase hashes, keys and personal data: it is private.
"""
