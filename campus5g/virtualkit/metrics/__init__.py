"""What the core and the gNB tell of themselves: Open5GS' and srsRAN's metrics.

Nothing counts inside the network functions: each account watches what they say to one another.
"""
