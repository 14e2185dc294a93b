"""Processes as the host sees them: found by a string in their command line, awaited by pidfd."""

import contextlib
import os
import selectors
from collections.abc import Iterator
from pathlib import Path

WITHIN_S = 30.0


@contextlib.contextmanager
def watched(word: str) -> Iterator["Watched"]:
    """Hold on to the processes that have this string in their command line now."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word.encode() in (process / "cmdline").read_bytes():
                found.add(int(process.name))
    with opened(found) as processes:
        yield processes


@contextlib.contextmanager
def opened(pids: set[int]) -> Iterator["Watched"]:
    """Hold on to these processes, as far as they still are."""
    held = Watched()
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            held.pidfds.append(os.pidfd_open(pid))
    try:
        yield held
    finally:
        for pidfd in held.pidfds:
            os.close(pidfd)


class Watched:
    """Processes that are running or have ended."""

    def __init__(self) -> None:
        self.pidfds: list[int] = []

    def all_end(self) -> bool:
        """Wait for the end of all of them."""
        with selectors.DefaultSelector() as selector:
            for pidfd in self.pidfds:
                selector.register(pidfd, selectors.EVENT_READ)
            while selector.get_map():
                ready = selector.select(WITHIN_S)
                if not ready:
                    return False
                for key, _ in ready:
                    selector.unregister(key.fileobj)
        return True
