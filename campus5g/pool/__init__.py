"""A warm parent that forks virtual kits and their gateways, for hosts with many learners.

A fork shares what it only reads with its parent: the protocol grammars, the web framework, the
code. It starts at once and needs little memory of its own.
"""
