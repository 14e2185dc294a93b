"""Random numbers that don't depend on the order in which they are drawn."""

import math

_MASK = (1 << 64) - 1


class Dice:
    """Pseudo-random numbers as a function of the seed, the purpose and the indices.

    Two packets in the same slot see the same channel, and one packet more or less doesn't change
    what happens to the next: that makes a run repeatable for the same send times.
    The mixing function is that of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._state = seed & _MASK
        for octet in purpose.encode():
            self._state = _mixed(self._state ^ octet)

    def uniform(self, *indices: int) -> float:
        """Return a uniform number in [0, 1) for these indices."""
        state = self._state
        for index in indices:
            state = _mixed(state ^ (index & _MASK))
        return (state >> 11) / (1 << 53)

    def normal(self, *indices: int) -> float:
        """Return a standard normal number for these indices (Box and Muller, 1958)."""
        radius = math.sqrt(-2 * math.log(1 - self.uniform(*indices, 1)))
        return radius * math.cos(2 * math.pi * self.uniform(*indices, 2))


def _mixed(state: int) -> int:
    state = (state + 0x9E3779B97F4A7C15) & _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)
