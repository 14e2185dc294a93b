"""Limits of failed sign-ins: enough for a mistyped phrase, too few for guessing.

An attempt counts as a failure from its beginning, before the slow check of the phrase, and is taken
back if it succeeds: guesses sent all at once are no more than guesses one by one. They are counted
by account and address together, so that people can't lock others out from
elsewhere; by account from everywhere, and by address for all accounts, more generously: a
classroom shares one address. They are kept in memory and forgotten after a while.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable

WINDOW_S = 15 * 60
BY_BOTH = 6
BY_ACCOUNT = 40
BY_ADDRESS = 120

_MOST_KEYS = 20_000


class SignInLimit:
    """Counts attempts.

    Args:
        clock: seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[Hashable, deque[float]] = {}

    def begin(self, account: str, address: str) -> float:
        """Count an attempt and return 0; or return how long, in seconds, to wait before one."""
        keys = self._keys(account, address)
        wait_s = max(self._wait_s(key, most) for key, most in keys)
        if wait_s == 0:
            now = self._clock()
            if len(self._failures) >= _MOST_KEYS:
                self._forget_old(now)
            for key, most in keys:
                self._failures.setdefault(key, deque(maxlen=most)).append(now)
        return wait_s

    def succeeded(self, account: str, address: str) -> None:
        """Take back an attempt that succeeded, and forget the account's failures from there."""
        both, *wider = (key for key, _ in self._keys(account, address))
        self._failures.pop(both, None)
        for key in wider:
            if failures := self._failures.get(key):
                failures.pop()
            if not failures:
                self._failures.pop(key, None)

    def _keys(self, account: str, address: str) -> tuple[tuple[Hashable, int], ...]:
        return (
            (("both", account, address), BY_BOTH),
            (("account", account), BY_ACCOUNT),
            (("address", address), BY_ADDRESS),
        )

    def _wait_s(self, key: Hashable, most: int) -> float:
        failures = self._failures.get(key)
        if failures is None or len(failures) < most:
            return 0.0
        # The oldest of the latest `most` must be out of the window.
        return max(0.0, failures[0] + WINDOW_S - self._clock())

    def _forget_old(self, now: float) -> None:
        for key in [
            key for key, failures in self._failures.items() if failures[-1] + WINDOW_S <= now
        ]:
            del self._failures[key]
