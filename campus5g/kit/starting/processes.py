"""Child processes of a kit: started, awaited until ready, and never left behind.

A child ends when its standard input closes, so that it can't outlive this
process, even when that is killed. The network of a virtual kit ends with its gateway.
"""

import contextlib
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import IO, Any, Self

from campus5g.kit.errors import KitError
from campus5g.kit.starting.pooled import PooledProcess, start_in_pool
from campus5g.language import current_language, t
from campus5g.pool.order import GATEWAY, NETWORK, KitOrder

READY_S = 30.0
PAIR_READY_S = 75.0
"""Longer than a gateway waits for its network."""
END_S = 5.0
_MOST_LINES = 20

ARROW = "→ "
"""What the programs of Campus 5G print before a remedy, on a line of its own."""


Process = subprocess.Popen[bytes] | PooledProcess


class Child:
    """A program of Campus 5G, run as ``python -m``, that prints a ready line."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        log_to_terminal: bool = False,
        ready_within_s: float = READY_S,
    ) -> None:
        self.module = module
        self._ready_within_s = ready_within_s
        self._log = None if log_to_terminal else _log_file()
        self._process: Process = _run(
            module, [*arguments, "--until-stdin-closes"], _surroundings(environment), self._log
        )

    @classmethod
    def of(
        cls, module: str, process: Process, log: IO[bytes] | None, ready_within_s: float
    ) -> Self:
        """Return a program that was started already."""
        child = cls.__new__(cls)
        child.module = module
        child._ready_within_s = ready_within_s
        child._log = log
        child._process = process
        return child

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def ready(self) -> dict[str, Any]:
        """Wait for the ready line and return its content.

        Raises:
            KitError: it ended or was silent for too long; it is stopped then.
        """
        try:
            return self._ready_line()
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Ask it to end, and kill it if it does not."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._log is not None:
            self._log.close()

    def pidfd(self) -> int:
        """Return a new descriptor that is readable once it has ended."""
        if isinstance(self._process, PooledProcess):
            return self._process.pidfd()
        return os.pidfd_open(self.pid)

    @property
    def output(self) -> int:
        """The file descriptor of its output: the ready line, then nothing until it ends."""
        if self._process.stdout is None:
            raise ValueError("the process has no output")
        return self._process.stdout.fileno()

    def _ready_line(self) -> dict[str, Any]:
        deadline = time.monotonic() + self._ready_within_s
        line = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.output, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                readable = selector.select(max(0, deadline - time.monotonic()))
                piece = os.read(self.output, 4096) if readable else b""
                if not piece:
                    raise self._failure()
                line += piece
        message: dict[str, Any] = json.loads(line)
        return message

    def _failure(self) -> KitError:
        """Return why it is not ready, in its own words if it gave any."""
        last = self._last_lines()
        for problem, remedy in reversed(list(pairwise(last))):
            if remedy.startswith(ARROW):
                return KitError(problem, remedy.removeprefix(ARROW))
        if self._log is None and not self.alive:
            return KitError(
                t(
                    fr="Le kit n’a pas pu démarrer ; son message est au-dessus.",
                    en="The kit could not start; its message is above.",
                ),
                t(
                    fr="Corrigez cela, puis relancez la commande.",
                    en="Fix that, then run the command again.",
                ),
            )
        if self.alive:
            problem = t(
                fr=f"Le kit n’était pas prêt après {self._ready_within_s:.0f} secondes.",
                en=f"The kit was not ready after {self._ready_within_s:.0f} seconds.",
            )
        else:
            why = last[-1] if last else t(fr="sans explication", en="without explanation")
            problem = t(
                fr=f"Le kit n’a pas pu démarrer ({self.module} : {why}).",
                en=f"The kit could not start ({self.module}: {why}).",
            )
        return KitError(
            problem,
            t(
                fr="Relancez la cellule ; si cela se répète, lancez `campus5g doctor`.",
                en="Run the cell again; if this happens again, run `campus5g doctor`.",
            ),
        )

    def _last_lines(self) -> list[str]:
        """Return the last lines of its log, after giving it a moment to end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        if self._log is None:
            return []
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", errors="replace").strip().splitlines()
        # A network and its gateway share a log.
        return lines[-_MOST_LINES:]


def start_pair(
    kit: KitOrder, *, environment: Mapping[str, str], log_to_terminal: bool = False
) -> tuple[Child, Child]:
    """Start the network and the gateway of a virtual kit; return both.

    Args:
        kit: what to start.
        environment: of the gateway, besides this process's own.
        log_to_terminal: pass their logs to standard error.

    Raises:
        KitError: the pool of a whole class refuses or does not answer.
    """
    log = None if log_to_terminal else _log_file()
    surroundings = _surroundings(environment)
    complaints = sys.__stderr__ if log is None else log
    pooled = None
    if complaints is not None:
        pooled = start_in_pool(kit, surroundings, complaints.fileno())
    network, gateway = (
        (pooled.network, pooled.gateway) if pooled else _run_pair(kit, surroundings, log)
    )
    return (
        Child.of(NETWORK, network, log, PAIR_READY_S),
        Child.of(GATEWAY, gateway, log, PAIR_READY_S),
    )


def wait_for_first_end(children: Sequence[Child]) -> None:
    """Wait until one of several children ends."""
    with contextlib.ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for child in children:
            pidfd = child.pidfd()
            stack.callback(os.close, pidfd)
            selector.register(pidfd, selectors.EVENT_READ)
        selector.select()


def _run_pair(
    kit: KitOrder, surroundings: Mapping[str, str], log: IO[bytes] | None
) -> tuple[Process, Process]:
    """Start both as children of this process."""
    to_gateway, to_network = socket.socketpair()
    with to_gateway, to_network:
        network = _run(
            NETWORK,
            kit.network_arguments,
            {**surroundings, "CAMPUS5G_TOKEN": ""},
            log,
            stdin=to_network.fileno(),
            stdout=to_network.fileno(),
        )
        pidfd = os.pidfd_open(network.pid)
        try:
            arguments = kit.gateway_arguments(to_gateway.fileno(), pidfd)
            gateway = _run(
                GATEWAY, arguments, surroundings, log, pass_fds=(to_gateway.fileno(), pidfd)
            )
        finally:
            os.close(pidfd)
    return network, gateway


def _run(
    module: str,
    arguments: Sequence[str],
    surroundings: Mapping[str, str],
    log: IO[bytes] | None,
    *,
    stdin: int = subprocess.PIPE,
    stdout: int = subprocess.PIPE,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        env=surroundings,
        stdin=stdin,
        stdout=stdout,
        stderr=log,
        pass_fds=pass_fds,
        start_new_session=True,  # a notebook's stop button must not reach it
    )


def _surroundings(environment: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "CAMPUS5G_LANGUAGE": current_language(), **(environment or {})}


def _log_file() -> IO[bytes]:
    return tempfile.TemporaryFile()
