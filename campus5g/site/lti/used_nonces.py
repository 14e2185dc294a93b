"""Remembers which launches have been used, so that a copy of one opens nothing."""

import time
from collections.abc import Callable

# A launch is refused once it is ten minutes old, by clocks that may differ by half a minute.
REMEMBERED_S = 900.0


class UsedNonces:
    """The nonces of launches that were good, for as long as they would be again.

    In memory: a restart forgets them, and the browser's own cookie still protects its launches.

    Args:
        clock: seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used_at: dict[str, float] = {}

    def use(self, nonce: str) -> bool:
        """Note a nonce as used; False if it was before."""
        now = self._clock()
        self._used_at = {each: at for each, at in self._used_at.items() if now - at < REMEMBERED_S}
        if nonce in self._used_at:
            return False
        self._used_at[nonce] = now
        return True
