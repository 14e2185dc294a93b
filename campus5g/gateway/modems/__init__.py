"""Modems: AT commands that learners may send, and the signal that a modem measures."""
