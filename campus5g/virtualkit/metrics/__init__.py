"""The metrics of the core and the gNB, as Open5GS and srsRAN expose them.

The network functions themselves count nothing: each account watches the messages between them.
"""
