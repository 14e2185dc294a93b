"""Machines with sensors: their vibration and temperature, published to the site."""
