"""Locks that one process at a time holds, by name: files of one machine, or PostgreSQL's."""
