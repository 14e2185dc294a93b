"""How long this machine keeps programs waiting, for tests of what must happen in time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self


class Lateness:
    """By how much this machine lets a program wait that has something to do."""

    def __init__(self) -> None:
        self.late_s = 0.0

    @contextmanager
    def measured(self) -> Iterator[Self]:
        """Measure during the block."""
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(over,))
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join()

    def _watch(self, over: threading.Event) -> None:
        nap_s = 0.01
        asleep_s = time.monotonic()
        while not over.wait(nap_s):
            awake_s = time.monotonic()
            self.late_s = max(self.late_s, awake_s - asleep_s - nap_s)
            asleep_s = awake_s
