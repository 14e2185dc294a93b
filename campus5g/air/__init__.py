"""The radio model: how long each packet takes over the air, and why.

`frame` models when the cell sends and receives, `channel` the signal strength at a place,
`link_adaptation` what a slot carries, `load` what other users leave of it. `passage` takes a packet
through all of them, from the time at which it is really sent.
"""
