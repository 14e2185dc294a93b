"""The last walls: what a process does to itself before it runs a learner's code."""

import contextlib
import json
import os
import random
import resource
import signal
import socket
import sys
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.host.control_group import Membership
from autograder.sandbox.messages import Message
from autograder.sandbox.walls import landlock, syscalls, tree
from autograder.sandbox.walls.descriptors import close_all_but

EXIT_NO_WALLS = 71
CHANNEL_VARIABLE = "AUTOGRADER_CHANNEL"


@dataclass(frozen=True)
class Walls:
    """What the keeper has prepared: its order, the working directory, Landlock's rules, a group."""

    order: Message
    workspace: Path
    landlock_rules: int | None
    membership: Membership | None

    def rise(self, keep: set[int]) -> None:
        """Put up every wall of the level around this process, keeping these descriptors open."""
        level = self.order["level"]
        if self.membership is not None:
            self.membership.join()
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        os.umask(0o022)
        rules = set() if self.landlock_rules is None else {self.landlock_rules}
        close_all_but({0, 1, 2, *keep, *rules})
        if level == "namespaces":
            _take_own_ids()
        os.chdir(self.workspace)
        Path("/proc/self/oom_score_adj").write_text("1000")
        _limit(self.order["limits"], others=0 if level == "namespaces" else _tasks_of_this_user())
        if level == "unsafe":
            return
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        _give_up_capabilities()
        if self.landlock_rules is not None:
            landlock.allow_reading(self.landlock_rules, Path("/proc/self"))
            landlock.restrict(self.landlock_rules)
            os.close(self.landlock_rules)
        syscalls.apply_seccomp(b64decode(self.order["filter"]))


def enter(channel: int, tell: int, walls: Walls, request: Message) -> NoReturn:
    """Raise the walls, report on `tell`, then run the notebook's process. Never returns."""
    code = EXIT_NO_WALLS
    try:
        try:
            walls.rise({channel, tell})
        except BaseException as error:
            os.write(tell, json.dumps(f"{type(error).__name__}: {error}").encode())
            os._exit(EXIT_NO_WALLS)
        os.close(tell)
        of_submission = walls.order["variables"]
        if "argv" in request:
            code = _become(channel, request["argv"], {**of_submission, **request["variables"]})
        else:
            code = _run(channel, request["setup"], of_submission)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        os._exit(code & 0xFF)


def _run(channel: int, setup: Message, of_submission: dict[str, str]) -> int:
    from autograder.inside.main import serve

    _new_seeds()
    variables = {**of_submission, **setup.get("variables", {})}
    serve(socket.socket(fileno=channel), {**setup, "variables": variables})
    return 0


def _become(channel: int, argv: list[str], variables: dict[str, str]) -> int:
    os.set_inheritable(channel, True)
    for kind in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(kind, signal.SIG_DFL)  # Python ignores them, other programs should not
    variables = {**os.environ, **variables, CHANNEL_VARIABLE: str(channel)}
    os.execvpe(argv[0], argv, variables)  # noqa: S606 - no shell


def _new_seeds() -> None:
    """Forks of one parent must not draw the same numbers."""
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def _take_own_ids() -> None:
    """See only the processes of this pid namespace; own nothing of the namespaces around."""
    syscalls.unshare(syscalls.CLONE_NEWNS)
    syscalls.mount("proc", "/proc", "proc", tree.HARDENED)
    user, group = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{tree.LEARNER_ID} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{tree.LEARNER_ID} {group} 1")


def _give_up_capabilities() -> None:
    # A grader without privileges has no right to lock its securebits, and none that they guard.
    with contextlib.suppress(PermissionError):
        syscalls.prctl(syscalls.PR_SET_SECUREBITS, syscalls.SECUREBITS_ALL_LOCKED)
    syscalls.drop_all_capabilities()


def _tasks_of_this_user() -> int:
    """Count the threads that count against this user's limit without a namespace of its own."""
    user = os.geteuid()
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == user:
                count += sum(1 for _ in (process / "task").iterdir())
    return count


def _limit(limits: dict[str, int], *, others: int) -> None:
    processes = limits["processes"] + others
    for kind, soft, hard in (
        (resource.RLIMIT_AS, limits["memory_bytes"], limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"], limits["cpu_s"] + 2),
        (resource.RLIMIT_NPROC, processes, processes),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NICE, 0, 0),
        (resource.RLIMIT_RTPRIO, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
    ):
        _, ceiling = resource.getrlimit(kind)
        if ceiling != resource.RLIM_INFINITY:
            hard = min(hard, ceiling)
        resource.setrlimit(kind, (min(soft, hard), hard))
