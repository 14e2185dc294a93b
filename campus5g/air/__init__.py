"""The radio as a model: how long each packet takes over the air, and why.

`frame` knows when the cell sends and when it listens, `channel` how strong the signal is at a
place, `link_adaptation` what a slot then carries, `load` what others leave of it, `passage` takes a
packet through all of them, from the time at which it is really sent.
"""
