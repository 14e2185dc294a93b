"""Kits in time: who has one when, who comes next, and how a notebook finds the kit that is booked.

``rules.py`` and ``week.py`` are pure; ``ledger.py`` keeps; ``lending.py`` speaks with gateways.
"""
