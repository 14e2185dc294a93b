"""Machines with sensors: how they shake and warm up, and how that reaches the site."""
