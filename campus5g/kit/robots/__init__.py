"""Robots as a notebook sees them: driven through the gateway, and what they report."""
