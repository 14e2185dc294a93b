"""Programs that a running pool (`campus5g kit pool`) forks for this process."""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from campus5g.kit.errors import KitError
from campus5g.language import t
from campus5g.places import pool_is_shared, pool_socket

ANSWER_S = 15.0
SHARED_ANSWER_S = 60.0
"""Longer for the pool of a whole class, which may still warm up: only it starts kits there."""


class PooledProcess:
    """A program that the pool has forked, with the methods of `subprocess.Popen` that are used.

    Args:
        pid, pidfd: the process.
        stdin, stdout: our ends of its pipes.
    """

    def __init__(self, pid: int, pidfd: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self._pidfd = pidfd

    def poll(self) -> int | None:
        """Return None while it runs; only the pool knows its exit code."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends.

        Raises:
            subprocess.TimeoutExpired: it still runs.
        """
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def kill(self) -> None:
        """Kill it."""
        # A pool of another user ends it when its standard input closes.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _ended(self, timeout: float | None) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pidfd, selectors.EVENT_READ)
            return bool(selector.select(timeout))

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._pidfd)


def start_in_pool(
    program: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    stderr: int,
) -> PooledProcess | None:
    """Let a pool start a program; return None if this user does not run a pool.

    Args:
        program: a module of Campus 5G, as for ``python -m``.
        arguments: its arguments.
        environment: its whole environment.
        stderr: the file descriptor of its standard error.

    Raises:
        KitError: the pool of a whole class refuses or does not answer.
    """
    shared = pool_is_shared()
    order = {
        "program": program,
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": str(Path.cwd()),
    }
    their_input, our_input = os.pipe()
    our_output, their_output = os.pipe()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(SHARED_ANSWER_S if shared else ANSWER_S)
            connection.connect(str(pool_socket()))
            line = json.dumps(order).encode() + b"\n"
            files = [their_input, their_output, stderr]
            sent = socket.send_fds(connection, [line], files)
            # To send nothing would fail, too, where the pool has answered and hung up already.
            if rest := line[sent:]:
                connection.sendall(rest)
            answer, pidfds, _, _ = socket.recv_fds(connection, 4096, 1)
        pid = int(json.loads(answer)["pid"])
        process = PooledProcess(
            pid, pidfds[0], os.fdopen(our_input, "wb", 0), os.fdopen(our_output, "rb", 0)
        )
    except (OSError, ValueError, IndexError) as error:
        os.close(our_input)
        os.close(our_output)
        if shared:
            raise _refused() from error
        return None
    finally:
        os.close(their_input)
        os.close(their_output)
    return process


def _refused() -> KitError:
    return KitError(
        t(
            fr="Le kit virtuel n’a pas pu démarrer maintenant.",
            en="The virtual kit could not start now.",
        ),
        t(
            fr="Fermez les autres notebooks qui ont un kit (trois au plus à la fois), puis "
            "relancez la cellule.",
            en="Close other notebooks that have a kit (three at most at a time), then run the "
            "cell again.",
        ),
    )
