"""Ending processes, all of them: the run's own and those that an earlier run left behind."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

import psutil

from campus5g.site.surroundings import DATA, RUN

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE_S = 5

# The Hub names the owner of a server to it, and so to its kernels.
_OF_PERSON = "JUPYTERHUB_USER"


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends (Linux, prctl(2)).

    A server that outlives the Hub, or a kit that outlives its kernel, then
    stays in this process's tree and is found by `descendants`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def descendants() -> list[psutil.Process]:
    """Return every process below this one."""
    return psutil.Process().children(recursive=True)


def reap_orphans(spared_pid: int) -> None:
    """Reap adopted processes that have ended; `spared_pid` is waited for elsewhere."""
    for child in psutil.Process().children():
        if child.pid != spared_pid and child.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(child.pid, os.WNOHANG)


def processes_of_run(mark: str, data: Path) -> list[psutil.Process]:
    """Return the processes that carry this run's mark in their environment.

    Args:
        mark: of the run.
        data: the site's folder. A copy of a folder has the same mark, and other processes.
    """
    found = []
    for process in psutil.process_iter():
        try:
            theirs = process.environ() if process.pid != os.getpid() else {}
            if theirs.get(RUN) == mark and theirs.get(DATA, str(data)) == str(data):
                found.append(process)
        except psutil.Error:
            # Another user's process, or one that has just ended.
            continue
    return found


def processes_of_person(account: str) -> list[psutil.Process]:
    """Return the processes of this run that a person's servers and kernels started."""
    mark, found = os.environ.get(RUN), []
    for process in psutil.process_iter():
        try:
            environment = process.environ()
        except psutil.Error:
            continue
        if mark and environment.get(RUN) == mark and environment.get(_OF_PERSON) == account:
            found.append(process)
    return found


def end_all(processes: Iterable[psutil.Process]) -> int:
    """Ask the processes to end, kill those that stay, and return how many there were."""
    alive = list(processes)
    count = len(alive)
    for send in (psutil.Process.terminate, psutil.Process.kill):
        for process in alive:
            try:
                send(process)
            except psutil.NoSuchProcess:
                continue
        _, alive = psutil.wait_procs(alive, timeout=_PATIENCE_S)
    return count
