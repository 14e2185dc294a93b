"""What the processes of an enclosure use together, where no control group counts it."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_END_WITHIN_S = 5.0


def descendants(pid: int) -> set[int]:
    """List the processes that this one has started, and theirs, as far as they still run."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in _children(waiting.pop()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _children(pid: int) -> Iterable[int]:
    for task in _entries(Path("/proc", str(pid), "task")):
        try:
            yield from map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it has just ended


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def exceeds(pids: Iterable[int], limit_bytes: int) -> bool:
    """Return whether these processes together use more memory than they may.

    The quick sum counts pages that forks share several times; only when it is too high does the
    kernel have to share them out (smaps_rollup), which takes it milliseconds.
    """
    pids = list(pids)
    if sum(_own_pages(pid) for pid in pids) * _PAGE_BYTES <= limit_bytes:
        return False
    return sum(_proportional_bytes(pid) for pid in pids) > limit_bytes


def _own_pages(pid: int) -> int:
    try:
        fields = Path("/proc", str(pid), "statm").read_text().split()
    except OSError:
        return 0
    return int(fields[1]) - int(fields[2])


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss_Anon:"))


def kernel_killed() -> int:
    """Count the processes that the kernel has killed for want of memory, on the whole host."""
    for line in Path("/proc/vmstat").read_text().splitlines():
        if line.startswith("oom_kill "):
            return int(line.split()[1])
    return 0


def end_all(living: Callable[[], set[int]]) -> None:
    """Kill until none is left: a process may fork before it is killed."""
    until = time.monotonic() + _END_WITHIN_S
    killed: set[int] = set()
    while left := living() - killed:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        killed |= left
        if time.monotonic() > until:
            break
