"""Puts the warm parent into huge pages: a fork copies its page table, entry by entry.

Measured: a notebook then takes 1 to 2 ms less processor time, about 5 %.
"""

import re
from pathlib import Path

from autograder.sandbox.walls.syscalls import collapse_pages

_HUGE_BYTES = 2 * 1024 * 1024
_WRITABLE_PRIVATE = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) rw.p [0-9a-f]+ 00:00 0\s+(?:\[heap\])?$", re.MULTILINE
)


def use_huge_pages() -> None:
    """Put this process's own memory into huge pages, where the kernel can."""
    for first, last in _WRITABLE_PRIVATE.findall(Path("/proc/self/maps").read_text()):
        start = -(-int(first, 16) // _HUGE_BYTES) * _HUGE_BYTES
        end = int(last, 16) // _HUGE_BYTES * _HUGE_BYTES
        for address in range(start, end, _HUGE_BYTES):
            collapse_pages(address, _HUGE_BYTES)
