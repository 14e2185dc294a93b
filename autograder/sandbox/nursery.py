"""The grader's side of the warm parent."""

import contextlib
import os
import socket
import subprocess
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from autograder.errors import NoSandboxError
from autograder.language import t
from autograder.limits import Limits
from autograder.sandbox import landlock
from autograder.sandbox.enclosure import Enclosure, WallError
from autograder.sandbox.environment import Environment
from autograder.sandbox.level import Level
from autograder.sandbox.messages import Message, message_pair, receive_message, send_message
from autograder.sandbox.seccomp import compiled_filter

# The same `autograder` as here, whatever the interpreter has installed; then a kernel's search
# path: IPython puts the working directory where a kernel has it (with -P it would leave it out).
_START = """
import sys
sys.path[0] = {path!r}
from autograder.sandbox.warm_parent import main
del sys.path[0]
main()
"""
_READY_WITHIN_S = 120.0
_ENCLOSED_WITHIN_S = 30.0
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_KEPT_VARIABLES = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "TZ")


class Nursery:
    """A warm parent process for one environment; forks an enclosure for each submission.

    A nursery that dies is started again once; nothing of it is left when the grader ends, however
    it ends.
    """

    def __init__(self, environment: Environment, level: Level) -> None:
        self.environment = environment
        self.level = level
        self.left_out: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _start(self) -> None:
        while True:
            answer = self._start_with(
                [name for name in self.environment.preload if name not in self.left_out]
            )
            if answer["threaded"] is None:
                return
            self.left_out.append(answer["threaded"])
            self._stop()

    def _start_with(self, preload: list[str]) -> Message:
        ours, theirs = message_pair()
        root = Path(__file__).parent.parent.parent
        try:
            self._process = subprocess.Popen(
                [
                    *(str(self.environment.python), "-c"),
                    *(_START.format(path=str(root)), str(theirs.fileno())),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=self._variables(),
                start_new_session=True,
                cwd="/",
            )
        finally:
            theirs.close()
        self._control = ours
        ours.settimeout(_READY_WITHIN_S)
        order: Message = {
            "level": self.level.value,
            "preload": preload,
            "readable": [str(path) for path in self.environment.readable],
        }
        if self.level is not Level.UNSAFE:
            order["filter"] = b64encode(compiled_filter(self.level, landlock.abi())).decode()
        answer: Message | None = None
        with contextlib.suppress(OSError):
            send_message(ours, order)
            received = receive_message(ours)
            answer = received[0] if received else None
        if answer is None or "failed" in answer:
            self._stop()
            reason = answer["failed"] if answer else ""
            raise NoSandboxError(
                t(
                    fr=f"L’interpréteur {self.environment.python} ne démarre pas dans le bac à"
                    f" sable. {reason}",
                    en=f"The interpreter {self.environment.python} does not start in the sandbox."
                    f" {reason}",
                ),
                t(
                    fr="Vérifiez que cet interpréteur contient ipykernel.",
                    en="Check that this interpreter has ipykernel.",
                ),
            )
        return answer

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _variables(self) -> dict[str, str]:
        """The short list of variables that a notebook sees."""
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        return {
            "PATH": f"{self.environment.python.parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(Path.home()),
            "LANG": "C.UTF-8",
            **kept,
            **dict.fromkeys(_ONE_THREAD, "1"),
            **self.environment.variables,
        }

    @contextlib.contextmanager
    def enclosure(
        self, workspace: Path, files: Mapping[PurePosixPath, Path], limits: Limits
    ) -> Iterator[Enclosure]:
        """Make an enclosure for one submission.

        Args:
            workspace: its working directory, an absolute path inside.
            files: what is copied there, by relative name.
            limits: ceilings for each of its processes.

        Raises:
            WallError: a wall could not be built.
        """
        enclosure = self._enclose(workspace, limits)
        try:
            enclosure.fill(files)
            yield enclosure
        finally:
            enclosure.close()

    def _enclose(self, workspace: Path, limits: Limits) -> Enclosure:
        if self._control is None:
            self._start()
        request = {"workspace": str(workspace), "limits": asdict(limits)}
        try:
            return self._ask(request)
        except (OSError, WallError):
            if self._process is not None and self._process.poll() is None:
                raise
            self._stop()
            self._start()
            return self._ask(request)

    def _ask(self, request: Message) -> Enclosure:
        if self._control is None:
            raise WallError("The nursery is closed.")
        ours, theirs = message_pair()
        try:
            send_message(self._control, request, (theirs.fileno(),))
        finally:
            theirs.close()
        ours.settimeout(_ENCLOSED_WITHIN_S)
        received = receive_message(ours)
        if received is None or "enclosed" not in received[0]:
            ours.close()
            raise WallError(received[0]["failed"] if received else "The keeper died.")
        return Enclosure(ours, Path(received[0]["enclosed"]), self.level)
