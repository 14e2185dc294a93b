"""Booking of kits: who has one when, who is next, and how a notebook finds the booked kit.

``rules.py`` and ``week.py`` are pure; ``ledger.py`` keeps bookings; ``lending.py`` asks gateways.
"""
