"""The grader's side of an enclosure and of the processes confined in it."""

import contextlib
import os
import socket
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.language import t
from autograder.sandbox.level import Level
from autograder.sandbox.messages import Message, receive_message, send_message


class WallError(Exception):
    """A wall could not be built, or has been lost, so nothing more is run behind it.

    Like `WorkspaceError` it concerns one submission: the next one may have its walls.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(
            t(
                fr=f"Un mur du bac à sable manque ({detail}) : voir « autograder doctor ».",
                en=f"A wall of the sandbox is missing ({detail}): run “autograder doctor”.",
            )
        )


class WorkspaceError(Exception):
    """The files of a submission can't be copied into its workspace."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            t(
                fr=f"Les fichiers du rendu n’entrent pas dans l’espace de travail ({detail}).",
                en=f"The submission’s files do not fit into the workspace ({detail}).",
            )
        )


@dataclass(frozen=True)
class Ended:
    """How a confined process ended, and what it used (its own children included)."""

    exit_code: int | None
    signal: int | None
    cpu_s: float
    peak_memory_bytes: int
    out_of_memory: bool


_ANSWER_WITHIN_S = 30.0


class Enclosure:
    """The walls of one submission: one workspace, one network, processes in a row."""

    def __init__(
        self, control: socket.socket, workspace: Path, level: Level, *, control_group: bool
    ) -> None:
        self.workspace = workspace
        self.level = level
        self.control_group = control_group
        self._control = control
        self._started = 0
        self._ended: dict[int, Ended] = {}

    def fill(self, files: Mapping[PurePosixPath, Path]) -> None:
        """Copy files into the workspace; links and special files are left out.

        Raises:
            ValueError: a name leads out of the workspace.
            OSError: a file can't be read.
            WorkspaceError: they do not fit.
        """
        for name, source in files.items():
            if name.is_absolute() or ".." in name.parts:
                raise ValueError(f"{name} leads out of the workspace.")
            if not source.is_file() or source.is_symlink():
                continue
            descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if stat.S_ISREG(os.fstat(descriptor).st_mode):
                    message = {"op": "file", "name": os.fspath(name)}
                    send_message(self._control, message, (descriptor,))
            finally:
                os.close(descriptor)
        trouble = self._ask({"op": "filled"}, _ANSWER_WITHIN_S)["filled"]
        if trouble:
            raise WorkspaceError(trouble)

    def spawn(self, setup: dict[str, Any]) -> "Confined":
        """Fork a process that runs `autograder.inside.main.serve` behind all walls.

        Raises:
            WallError: a wall could not be built; nothing was run.
        """
        return self._confine({"setup": setup})

    def command(
        self, argv: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> "Confined":
        """Start another program behind the same walls.

        It finds the number of its end of the channel in the variable ``AUTOGRADER_CHANNEL``.

        Raises:
            WallError: a wall could not be built; nothing was run.
        """
        return self._confine({"argv": list(argv), "variables": dict(variables or {})})

    def _confine(self, request: Message) -> "Confined":
        ours, theirs = socket.socketpair()
        self._started += 1
        number = self._started
        try:
            self._ask(
                {"op": "spawn", "number": number, **request}, _ANSWER_WITHIN_S, theirs.fileno()
            )
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return Confined(self, number, ours)

    def _ask(self, request: Message, timeout_s: float, *descriptors: int) -> Message:
        try:
            send_message(self._control, request, descriptors)
        except OSError as error:
            raise WallError(str(error)) from error
        while True:
            try:
                answer = self._next(timeout_s)
            except TimeoutError as error:
                raise WallError(str(error)) from error
            if "refused" in answer:
                raise WallError(answer["refused"])
            if "ended" not in answer:
                return answer

    def _next(self, timeout_s: float | None) -> Message:
        """Take one message from the keeper; an end is kept until somebody waits for it."""
        self._control.settimeout(timeout_s)
        received = receive_message(self._control)
        if received is None:
            raise WallError("keeper")
        message = received[0]
        if "failed" in message:
            raise WallError(message["failed"])
        if "ended" in message:
            self._ended[message["number"]] = Ended(**message["ended"])
        return message

    def tell(self, op: str, number: int) -> None:
        """Send the keeper an order for one of its processes; one that has ended is ignored."""
        with contextlib.suppress(OSError):
            send_message(self._control, {"op": op, "number": number})

    def wait(self, number: int, timeout_s: float | None) -> Ended:
        """Wait for the end of one process."""
        while number not in self._ended:
            self._next(timeout_s)
        return self._ended[number]

    def close(self) -> None:
        """End what still runs in it and remove its workspace."""
        self._control.close()


class Confined:
    """One process behind the walls, and our end of the channel to it."""

    def __init__(self, enclosure: Enclosure, number: int, channel: socket.socket) -> None:
        self.channel = channel
        self._enclosure = enclosure
        self._number = number

    def interrupt(self) -> None:
        """Send it SIGINT, as the stop button of a notebook does."""
        self._enclosure.tell("interrupt", self._number)

    def kill(self) -> None:
        """End it and every process it started."""
        self._enclosure.tell("kill", self._number)

    def wait(self, timeout_s: float | None) -> Ended:
        """Wait for its end.

        Raises:
            TimeoutError: it still runs.
            WallError: the keeper of the enclosure died.
        """
        return self._enclosure.wait(self._number, timeout_s)
