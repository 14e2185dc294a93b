"""Accounts: who may sign in, pass phrases, signing up, and people's access to their own data."""
