"""The last walls: what a process does to itself before it runs a learner's code."""

import json
import os
import random
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import syscalls, tree
from autograder.sandbox.descriptors import close_all_but
from autograder.sandbox.messages import Message

EXIT_NO_WALLS = 71
# The first process of a notebook's pid namespace: the kernel ends all others with it. It reaps by
# ignoring, and no process of its namespace can signal it.
IDLE = ("/bin/sleep", ["sleep", "infinity"], {"PATH": "/usr/bin:/bin"})
CHANNEL_VARIABLE = "AUTOGRADER_CHANNEL"
_STDERR = 2


def enter(channel: int, tell: int, order: Message, request: Message, workspace: Path) -> NoReturn:
    """Raise the walls, report on `tell`, then run the notebook's process. Never returns."""
    code = EXIT_NO_WALLS
    try:
        try:
            _raise_walls({channel, tell, *order["open"]}, order, workspace)
        except BaseException as error:
            os.write(tell, json.dumps(f"{type(error).__name__}: {error}").encode())
            os._exit(EXIT_NO_WALLS)
        os.close(tell)
        code = _become(channel, request) if "argv" in request else _run(channel, request["setup"])
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        os._exit(code)


def _run(channel: int, setup: Message) -> int:
    from autograder.inside.main import serve

    _new_seeds()
    serve(socket.socket(fileno=channel), setup)
    return 0


def _become(channel: int, request: Message) -> int:
    os.set_inheritable(channel, True)
    variables = {**os.environ, **request["variables"], CHANNEL_VARIABLE: str(channel)}
    os.execvpe(request["argv"][0], request["argv"], variables)  # noqa: S606 - no shell


def _new_seeds() -> None:
    """Forks of one parent must not draw the same numbers."""
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def _raise_walls(keep: set[int], order: Message, workspace: Path) -> None:
    signal.set_wakeup_fd(-1)
    os.setsid()
    os.umask(0o022)
    close_all_but({0, 1, 2, *keep})
    if order["level"] == "namespaces":
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        syscalls.unshare(syscalls.CLONE_NEWNS)
        syscalls.mount(
            "proc", "/proc", "proc", syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
        )
        user = os.geteuid()
        group = os.getegid()
        syscalls.unshare(syscalls.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{tree.LEARNER_ID} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{tree.LEARNER_ID} {group} 1")
    os.chdir(workspace)
    Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(order["limits"])
    if order["level"] != "unsafe":
        syscalls.prctl(syscalls.PR_SET_SECUREBITS, syscalls.SECUREBITS_ALL_LOCKED)
        syscalls.drop_all_capabilities()
        syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)


def _limit(limits: dict[str, int]) -> None:
    for kind, soft, hard in (
        (resource.RLIMIT_AS, limits["memory_bytes"], limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"], limits["cpu_s"] + 2),
        (resource.RLIMIT_NPROC, limits["processes"], limits["processes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], limits["file_bytes"]),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NICE, 0, 0),
        (resource.RLIMIT_RTPRIO, 0, 0),
    ):
        _, ceiling = resource.getrlimit(kind)
        if ceiling != resource.RLIM_INFINITY:
            hard = min(hard, ceiling)
        resource.setrlimit(kind, (min(soft, hard), hard))
