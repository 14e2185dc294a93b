"""Kits that a running pool (`campus5g kit pool`) forks for this process."""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from campus5g.kit.errors import KitError
from campus5g.language import t
from campus5g.places import pool_is_shared, pool_socket
from campus5g.pool.order import KitOrder

ANSWER_S = 15.0
SHARED_ANSWER_S = 60.0
"""Longer for the pool of a whole class, which may still warm up: only it starts kits there."""


class PooledProcess:
    """A program that the pool has forked, with the methods of `subprocess.Popen` that are used.

    Args:
        pid, pidfd: the process.
        stdin, stdout: our ends of its pipes; None for a network, whose gateway has them.
    """

    def __init__(
        self,
        pid: int,
        pidfd: int,
        stdin: IO[bytes] | None = None,
        stdout: IO[bytes] | None = None,
    ) -> None:
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
        # In a pool of another user, a kit ends when its gateway's standard input closes.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def pidfd(self) -> int:
        """Return a new descriptor that is readable once it has ended."""
        return os.dup(self._pidfd)

    def _ended(self, timeout: float | None) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pidfd, selectors.EVENT_READ)
            return bool(selector.select(timeout))

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._pidfd)


@dataclass(frozen=True)
class PooledPair:
    """The network and the gateway of a kit."""

    network: PooledProcess
    gateway: PooledProcess


def start_in_pool(kit: KitOrder, environment: Mapping[str, str], stderr: int) -> PooledPair | None:
    """Let a pool start a kit; return None if this user does not run a pool.

    Args:
        kit: what to start.
        environment: the whole environment of its processes.
        stderr: the file descriptor of their standard error.

    Raises:
        KitError: the pool of a whole class refuses or does not answer.
    """
    shared = pool_is_shared()
    order = {
        "kit": kit.to_json(),
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
            answer, pidfds, _, _ = socket.recv_fds(connection, 4096, 2)
        pids = json.loads(answer)
        pair = PooledPair(
            PooledProcess(int(pids["network"]), pidfds[0]),
            PooledProcess(
                int(pids["gateway"]),
                pidfds[1],
                os.fdopen(our_input, "wb", 0),
                os.fdopen(our_output, "rb", 0),
            ),
        )
    except (OSError, ValueError, KeyError, IndexError) as error:
        os.close(our_input)
        os.close(our_output)
        if shared:
            raise _refused() from error
        return None
    finally:
        os.close(their_input)
        os.close(their_output)
    return pair


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
