"""Chance that depends on the place in the run and not on the order of questions."""

import math

_MASK = (1 << 64) - 1


class Dice:
    """Numbers that look random and are a function of the seed, the purpose and the indices.

    Two packets that ask about the same slot get the same answer, and a packet more or less does
    not change the fate of the next: this is what makes a run repeatable for the same send times.
    The mixing is that of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._state = seed & _MASK
        for octet in purpose.encode():
            self._state = _mixed(self._state ^ octet)

    def uniform(self, *indices: int) -> float:
        """Return a number in [0, 1) for these indices."""
        state = self._state
        for index in indices:
            state = _mixed(state ^ (index & _MASK))
        return (state >> 11) / (1 << 53)

    def normal(self, *indices: int) -> float:
        """Return a number of the standard normal distribution (Box and Muller, 1958)."""
        radius = math.sqrt(-2 * math.log(1 - self.uniform(*indices, 1)))
        return radius * math.cos(2 * math.pi * self.uniform(*indices, 2))


def _mixed(state: int) -> int:
    state = (state + 0x9E3779B97F4A7C15) & _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)
