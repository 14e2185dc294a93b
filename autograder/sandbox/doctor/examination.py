"""Proves each wall by trying to break it from inside."""

import contextlib
import json
import os
import secrets
import selectors
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.language import t
from autograder.limits import MEBIBYTE, Limits
from autograder.sandbox.doctor import attempts
from autograder.sandbox.doctor.sentences import sentence
from autograder.sandbox.host.control_group import ControlGroups, control_groups
from autograder.sandbox.level import Level
from autograder.sandbox.processes.environment import Environment
from autograder.sandbox.processes.nursery import Nursery

_LIMITS = Limits(
    memory_bytes=512 * MEBIBYTE,
    cpu_s=1,
    processes=32,
    open_files=64,
    file_bytes=MEBIBYTE,
    workspace_bytes=8 * MEBIBYTE,
)
_ALL_WITHIN_S = 120.0
_END_WITHIN_S = 10.0
_WORKSPACE = Path("/srv/course/autograded/learner/assignment")
_VARIABLE = "AUTOGRADER_DOCTOR"
_NOT_PROMISED: dict[Level, Set[str]] = {
    Level.NAMESPACES: set(),
    Level.LANDLOCK: {"know_host_name", "fill_disk"},
}
# Each fork stays below the limit of one process; together they are above it.
_TAKE_MEMORY_TOGETHER = """
import os, signal
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(b"!") * (200 * 1024 * 1024)
        signal.pause()
signal.pause()
"""
_TAKE_PROCESSES = """
import os, signal
for _ in range(64):
    if os.fork() == 0:
        signal.pause()
signal.pause()
"""


@dataclass(frozen=True)
class Finding:
    """One wall: whether it held, and a sentence for the person who runs the host.

    `promised` is false for what the level does not give (see `Level`): it is not a defect of
    the host that it did not hold.
    """

    name: str
    held: bool
    sentence: str
    promised: bool

    @property
    def broken(self) -> bool:
        """Whether a promise of the level was not kept."""
        return self.promised and not self.held


@dataclass(frozen=True)
class Counting:
    """Whether the kernel counts what all processes of a notebook use, and the remedy if not."""

    control_group: bool
    sentence: str
    remedy: str = ""


def counting() -> Counting:
    """Return who enforces the limits that a notebook's processes share."""
    groups = control_groups()
    if isinstance(groups, ControlGroups):
        sentence = t(
            fr="Le noyau compte ensemble la mémoire et les processus d’un rendu (groupe de"
            " contrôle).",
            en="The kernel counts the memory and the processes of a submission together (control"
            " group).",
        )
        return Counting(control_group=True, sentence=sentence)
    return Counting(control_group=False, sentence=groups.sentence(), remedy=groups.remedy())


def examine(level: Level) -> list[Finding]:
    """Make every attempt at a level, in a sandbox of its own.

    Raises:
        NoSandboxError: the level can't be built on this host.
        WallError: a wall could not be built.
    """
    with laid_bait() as bait, Nursery(Environment(), level) as nursery:
        held = _make_attempts(nursery, bait)
        held["take_memory_together"] = _is_ended(nursery, _TAKE_MEMORY_TOGETHER)
        held["take_processes"] = _is_ended(nursery, _TAKE_PROCESSES)
        held["send_datagram"] = not bait.was_reached()
    not_promised = _NOT_PROMISED.get(level, held.keys())
    return [
        Finding(name, walls, sentence(name, held=walls), name not in not_promised)
        for name, walls in held.items()
    ]


@dataclass(frozen=True)
class Bait:
    """What an attempt could reach if a wall were missing; the attempts know its `facts`."""

    facts: dict[str, Any]
    datagrams: socket.socket

    def was_reached(self) -> bool:
        """Return whether a datagram has arrived."""
        try:
            return bool(self.datagrams.recv(1, socket.MSG_DONTWAIT))
        except BlockingIOError:
            return False


@contextlib.contextmanager
def laid_bait() -> Iterator[Bait]:
    """Lay out files, sockets, a process and a variable that no notebook should reach."""
    nonce = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        secret = folder / "gradebook.db"
        secret.write_text("grades")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        by_path = folder / "socket"
        for address in (str(by_path), f"\0{nonce}"):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            listener.bind(address)
            listener.listen()
        victim = subprocess.Popen(
            [sys.executable, "-c", "import signal; signal.pause()", f"victim-{nonce}"]
        )
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        os.environ[_VARIABLE] = f"variable-{nonce}"
        stack.callback(os.environ.pop, _VARIABLE)
        yield Bait(
            {
                "secret_file": str(secret),
                "nonce": f"victim-{nonce}",
                "victim": victim.pid,
                "port": tcp.getsockname()[1],
                "udp_port": udp.getsockname()[1],
                "abstract": nonce,
                "socket_path": str(by_path),
                "host_name": socket.gethostname(),
                "environment_secret": f"variable-{nonce}",
                "left": f"left-{nonce}",
                **asdict(_LIMITS),
            },
            udp,
        )


def _make_attempts(nursery: Nursery, bait: Bait) -> dict[str, bool]:
    held: dict[str, bool] = {}
    argv = [sys.executable, "-I", attempts.__file__]
    with nursery.enclosure(_WORKSPACE, {}, _LIMITS) as enclosure:
        confined = enclosure.command(argv)
        confined.channel.settimeout(_ALL_WITHIN_S)
        confined.channel.sendall(json.dumps(bait.facts).encode() + b"\n")
        with confined.channel, confined.channel.makefile("rb") as lines:
            outcomes = dict(map(json.loads, lines))
        for name in attempts.attempt_names():
            outcome = outcomes.get(name, "missing")
            if outcome not in {"held", "broken"}:
                raise RuntimeError(f"The attempt {name} is {outcome}.")
            held[name] = outcome == "held"
        left = _processes_with(bait.facts["left"])
        if not left:
            raise RuntimeError("The process that should try to stay has not been found.")
    held["outlive"] = _all_end(left)
    return held


def _processes_with(text: str) -> list[int]:
    """Open the processes of the host that have this text in their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if text.encode() in (process / "cmdline").read_bytes():
                found.append(os.pidfd_open(int(process.name)))
    return found


def _all_end(processes: list[int]) -> bool:
    """Wait for the end of these processes."""
    ended = 0
    with selectors.DefaultSelector() as selector:
        for process in processes:
            selector.register(process, selectors.EVENT_READ)
        while selector.get_map() and (ready := selector.select(_END_WITHIN_S)):
            for key, _ in ready:
                selector.unregister(key.fileobj)
                ended += 1
    for process in processes:
        os.close(process)
    return ended == len(processes)


def _is_ended(nursery: Nursery, program: str) -> bool:
    """Return whether a greedy program, which would wait for ever, is stopped or ended."""
    with nursery.enclosure(_WORKSPACE, {}, _LIMITS) as enclosure:
        confined = enclosure.command([sys.executable, "-I", "-c", program])
        with confined.channel, contextlib.suppress(TimeoutError):
            confined.wait(_END_WITHIN_S)
            return True
    return False
