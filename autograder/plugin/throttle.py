"""How often one person may ask for a self-check."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from autograder.errors import AutograderError
from autograder.language import t


class TooSoonError(AutograderError):
    """The last self-check is still running, or has only just ended."""


class Throttle:
    """One self-check at a time, and a pause after each."""

    def __init__(self, pause_s: float) -> None:
        self.pause_s = pause_s
        self._running = asyncio.Lock()
        self._rested_at = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Take the turn.

        Raises:
            TooSoonError: it is not free; nobody waits in line for it.
        """
        if self._running.locked():
            raise TooSoonError(
                t(
                    fr="Une vérification est déjà en cours.",
                    en="A check is already running.",
                ),
                t(fr="Attendez qu’elle se termine.", en="Wait until it finishes."),
            )
        left_s = self._rested_at - time.monotonic()
        if left_s > 0:
            raise TooSoonError(
                t(
                    fr="La vérification précédente vient de se terminer.",
                    en="The last check has only just finished.",
                ),
                t(
                    fr=f"Réessayez dans {left_s:.0f} s, après une modification.",
                    en=f"Try again in {left_s:.0f} s, after a change.",
                ),
            )
        async with self._running:
            try:
                yield
            finally:
                self._rested_at = time.monotonic() + self.pause_s
