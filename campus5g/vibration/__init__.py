"""The vibration model: how a machine shakes, how its bearing wears, what a spectrum shows of it.

`bearing` has the defect frequencies, from the geometry; `acceleration` what a sensor on the housing
measures; `wear` how a defect grows, and how warm the bearing gets; `spectrum` what a signal is made
of.
"""
