"""The grader's side of the warm parent."""

import contextlib
import os
import select
import shutil
import socket
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, astuple
from pathlib import Path, PurePosixPath
from typing import Self, cast

from autograder.errors import NoSandboxError
from autograder.language import t
from autograder.limits import Limits
from autograder.sandbox.host.control_group import ControlGroups, Membership, control_groups
from autograder.sandbox.host.obstacles import remedy
from autograder.sandbox.level import Level
from autograder.sandbox.messages import Message, message_pair, receive_message, send_message
from autograder.sandbox.processes.enclosure import Enclosure, WallError
from autograder.sandbox.processes.environment import Environment
from autograder.sandbox.walls import landlock

# The same `autograder` as here, whatever the interpreter has installed; then a kernel's search
# path: IPython puts the working directory where a kernel has it (with -P it would leave it out).
_START = """
import sys
sys.path[0] = {path!r}
from autograder.sandbox.processes.warm_parent import main
del sys.path[0]
main()
"""
_READY_WITHIN_S = 120.0
_ENCLOSED_WITHIN_S = 30.0
_ENDS_WITHIN_S = 10.0
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
    it ends. `left_out` names the modules of ``preload`` that start a thread or leave a file open
    when they are imported: forks can't share that, so notebooks import them themselves.
    Several threads may ask for enclosures.
    """

    def __init__(self, environment: Environment, level: Level, *, warm: bool = True) -> None:
        """Prepare; it starts as a context manager.

        Args:
            environment: what its notebooks need.
            level: which walls it builds.
            warm: import the kernel and ``preload``; without, only `Enclosure.command` works.
        """
        self.environment = environment
        self.level = level
        self.left_out: list[str] = []
        self._warm = warm
        self._base: str | None = None
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int:
        """The process that guards the warm parent; what it has started ends with it."""
        if self._process is None:
            raise RuntimeError("The nursery is not running.")
        return self._process.pid

    def __enter__(self) -> Self:
        self.launch()
        try:
            self.ready()
        except BaseException:
            self._stop()
            raise
        return self

    def launch(self) -> None:
        """Start the warm parent and do not wait until it is `ready`.

        Processes that are forked from this one from now on may ask for enclosures as well, as long
        as this one does not leave the nursery. What they ask for waits until the parent is ready.
        """
        self._launch(list(self.environment.preload))

    def ready(self) -> None:
        """Wait until the warm parent is ready.

        Raises:
            NoSandboxError: it can't build its walls, or its interpreter does not start.
        """
        while (answer := self._answer())["unshareable"] is not None:
            self.left_out.append(answer["unshareable"])
            self._restart()
        self._base = answer["base"]

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _restart(self) -> None:
        self._stop()
        self._launch([name for name in self.environment.preload if name not in self.left_out])

    def _launch(self, preload: list[str]) -> None:
        control_groups()  # before there are workers: they inherit what it finds
        try:
            early = _early_for(self.environment) if self._warm else None
            self._process, ours = early or _start_interpreter(self.environment, warm=self._warm)
        except OSError as error:
            raise self._no_start({"stage": "start", "failed": error.strerror}) from error
        self._control = ours
        ours.settimeout(_READY_WITHIN_S)
        order: Message = {
            "level": self.level.value,
            "warm": self._warm,
            "preload": preload,
            "readable": [str(path) for path in self.environment.readable],
        }
        if self.level is not Level.UNSAFE:
            # The binding of libseccomp is the grader's: the warm parent, which imports this module
            # too, may run under an interpreter that has none.
            from autograder.sandbox.walls.seccomp import compiled_filter

            order["filter"] = b64encode(compiled_filter(self.level, landlock.abi())).decode()
        with contextlib.suppress(OSError):
            send_message(ours, order)

    def _answer(self) -> Message:
        """Wait until the warm parent is ready or gives up."""
        answer: Message | None = None
        with contextlib.suppress(OSError):
            received = receive_message(cast("socket.socket", self._control))
            answer = received[0] if received else None
        if answer is None or "failed" in answer:
            self._stop()
            raise self._no_start(answer or {"stage": "start", "failed": ""})
        return answer

    def _no_start(self, answer: Message) -> NoSandboxError:
        if answer["stage"] == "walls":
            return NoSandboxError(
                t(
                    fr=f"Cette machine n’a pas permis le bac à sable « {self.level} »"
                    f" ({answer['failed']}).",
                    en=f"This host did not allow the sandbox “{self.level}” ({answer['failed']}).",
                ),
                remedy(),
            )
        python = self.environment.python
        return NoSandboxError(
            t(
                fr=f"L’interpréteur {python} ne démarre pas dans le bac à sable"
                f" ({answer['failed']}).",
                en=f"The interpreter {python} does not start in the sandbox ({answer['failed']}).",
            ),
            t(
                fr="Vérifiez que sa version est 3.11 ou plus et qu’ipykernel y est installé.",
                en="Check that its version is 3.11 or later and that ipykernel is installed.",
            ),
        )

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            # At the end of its socket it ends by itself and cleans up.
            try:
                self._process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._base is not None:
            # Gone already, unless its guard was killed.
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None

    @contextlib.contextmanager
    def enclosure(
        self,
        workspace: Path,
        files: Mapping[PurePosixPath, Path],
        limits: Limits,
        variables: Mapping[str, str] | None = None,
    ) -> Iterator[Enclosure]:
        """Make an enclosure for one submission.

        Args:
            workspace: its working directory, an absolute path inside (`Level.LANDLOCK` and
                `Level.UNSAFE` can't give that place: `Enclosure.workspace` tells the real one).
            files: what is copied there, by relative name; links and special files are left out.
            limits: ceilings for each of its processes.
            variables: what each of its processes sees besides the environment's.

        Raises:
            WallError: a wall could not be built.
            WorkspaceError: the files do not fit.
            NoSandboxError: the nursery had died and could not be started again.
        """
        with contextlib.ExitStack() as stack:
            membership = _membership(stack, limits)
            enclosure = self._enclose(workspace, limits, variables or {}, membership)
            stack.callback(enclosure.close)
            enclosure.fill(files)
            yield enclosure

    def _enclose(
        self,
        workspace: Path,
        limits: Limits,
        variables: Mapping[str, str],
        membership: Membership | None,
    ) -> Enclosure:
        if not workspace.is_absolute() or ".." in workspace.parts:
            raise ValueError(f"The workspace {workspace} is not an absolute path.")
        request = {
            "workspace": str(workspace),
            "limits": asdict(limits),
            "variables": dict(variables),
        }
        if self._control is None:
            raise RuntimeError("The nursery is not running.")
        with self._lock:
            try:
                return self._ask(self._control, request, membership)
            except WallError:
                if self._is_alive():
                    raise
            self._restart()
            self.ready()
            return self._ask(self._control, request, membership)

    def _is_alive(self) -> bool:
        """Return whether the warm parent still holds its end of the control socket."""
        if self._control is None:
            return False
        poll = select.poll()
        poll.register(self._control, 0)
        return not poll.poll(0)

    def _ask(
        self, control: socket.socket, request: Message, membership: Membership | None
    ) -> Enclosure:
        ours, theirs = message_pair()
        answer: Message = {"failed": ""}
        try:
            group = () if membership is None else astuple(membership)
            send_message(control, request, (theirs.fileno(), *group))
            theirs.close()
            ours.settimeout(_ENCLOSED_WITHIN_S)
            received = receive_message(ours)
            answer = received[0] if received else answer
        except OSError as error:
            answer = {"failed": str(error)}
        finally:
            theirs.close()
        if "failed" in answer:
            ours.close()
            raise WallError(answer["failed"])
        return Enclosure(
            ours, Path(answer["enclosed"]), self.level, control_group=membership is not None
        )


def _membership(stack: contextlib.ExitStack, limits: Limits) -> Membership | None:
    """Make a control group for one submission, where groups can be made."""
    groups = control_groups()
    if not isinstance(groups, ControlGroups):
        return None
    try:
        return stack.enter_context(groups.group(limits))
    except OSError as error:
        raise WallError(str(error)) from error


_Started = tuple["subprocess.Popen[bytes]", socket.socket]
_early: list[tuple[Environment, _Started]] = []


def start_early() -> int:
    """Start the usual interpreter: it imports the kernel while the grader reads what to do.

    The next warm `Nursery` of an environment without variables of its own takes it. Returns the
    number of its process.
    """
    environment = Environment()
    started = _start_interpreter(environment, warm=True)
    _early.append((environment, started))
    return started[0].pid


def _early_for(environment: Environment) -> _Started | None:
    for early, started in _early:
        if (early.python, early.variables) == (environment.python, environment.variables):
            _early.clear()
            return started
    return None


def _start_interpreter(environment: Environment, *, warm: bool) -> _Started:
    """Start the program of the warm parent; return it and our end of its control socket."""
    ours, theirs = message_pair()
    root = Path(__file__).parents[3]
    with theirs:
        try:
            process = subprocess.Popen(
                [
                    *(str(environment.python), "-c", _START.format(path=str(root))),
                    *(str(theirs.fileno()), *(["warm"] if warm else [])),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_variables(environment),
                start_new_session=True,
                cwd="/",
            )
        except OSError:
            ours.close()
            raise
    return process, ours


def _variables(environment: Environment) -> dict[str, str]:
    """Return the short list of variables that a notebook sees."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {
        "PATH": f"{environment.python.parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(Path.home()),
        "LANG": "C.UTF-8",
        **kept,
        **dict.fromkeys(_ONE_THREAD, "1"),
        # glibc reserves 64 MiB of address space for every other thread or so: against the
        # limit of a notebook's memory that is much, and none of it is used.
        "MALLOC_ARENA_MAX": "2",
        **environment.variables,
    }
