"""A warm parent that forks virtual kits and their gateways, for hosts with many learners.

A fork shares with its parent what both only read: the protocol grammars, the web framework, the
code. It starts at once and has little memory of its own.
"""
