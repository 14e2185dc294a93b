"""The warm parent: imports made once, then a fork for every submission.

The nursery runs it as ``python -c "…main()" DESCRIPTOR [warm]``. It holds no submission and no
hidden test, runs no learner's code, and has one thread. Standard library only: it also runs under
interpreters that have nothing of the grader's but IPython.
"""

import contextlib
import gc
import importlib
import os
import resource
import select
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from autograder.sandbox.host import watch
from autograder.sandbox.host.control_group import Membership
from autograder.sandbox.messages import Message, receive_message, send_message
from autograder.sandbox.processes import keeper
from autograder.sandbox.processes.huge_pages import use_huge_pages
from autograder.sandbox.walls import syscalls, tree
from autograder.sandbox.walls.descriptors import close_all_but, open_descriptors

EXIT_BAD_START = 70
_NOBODY = 65534


def main() -> NoReturn:
    """Read the order from the control socket, build the root, import, serve until its end."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # The grader's worker is bounded by what it reads; here each notebook gets limits of its own.
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    # Imports leave very little garbage, and it is collected before the first fork.
    gc.disable()
    if "warm" in sys.argv:
        # Meanwhile the grader finds out what to order. What fails here fails again later, and is
        # reported then.
        with contextlib.suppress(Exception):
            importlib.import_module("autograder.inside.main")
            importlib.import_module("autograder.inside.warmth").import_deferred_modules()
        # Collect their garbage while there is time.
        gc.collect()
        gc.freeze()
    received = receive_message(control)
    if received is None:
        sys.exit(EXIT_BAD_START)
    order = received[0]
    stage = "walls"
    try:
        _step_behind_guard(control, order)
        if order["level"] == "namespaces":
            _build_root(order)
        else:
            order["shown"] = [str(path) for path in _shown(order)]
            if order["level"] == "landlock":
                _become_nobody_if_possible(order)
        os.chdir("/")
        _silence()
        stage = "imports"
        unshareable = _preload(order["preload"]) if order["warm"] else None
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
        send_message(control, {"stage": stage, "failed": failure})
        os._exit(EXIT_BAD_START)
    if unshareable is not None:
        send_message(control, {"unshareable": unshareable})
        os._exit(EXIT_BAD_START)
    gc.collect()
    gc.freeze()
    gc.enable()
    use_huge_pages()
    send_message(control, {"unshareable": None, "base": order.get("base")})
    _Warm(control, order).serve()
    os._exit(0)


def _step_behind_guard(control: socket.socket, order: Message) -> None:
    """Fork: the parent only waits for an end, the child becomes the warm parent."""
    grader = os.pidfd_open(os.getppid())
    if order["level"] == "namespaces":
        _enter_namespaces()
    else:
        order["base"] = tempfile.mkdtemp(prefix="autograder-")
    pid = os.fork()
    if pid:
        control.close()
        _guard(pid, grader, order.get("base"))
    os.close(grader)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)


def _enter_namespaces() -> None:
    """Go into new namespaces, in which this process may mount.

    A grader that is root keeps all uids, so that it can show an interpreter in anybody's home; once
    the root is built it is nobody. Any other grader can only map itself.
    """
    outer = os.geteuid()
    flags = (
        syscalls.CLONE_NEWUSER
        | syscalls.CLONE_NEWNS
        | syscalls.CLONE_NEWPID
        | syscalls.CLONE_NEWIPC
        | syscalls.CLONE_NEWUTS
        | syscalls.CLONE_NEWNET
    )
    if outer != 0:
        group = os.getegid()
        syscalls.unshare(flags)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{tree.LEARNER_ID} {outer} 1")
        Path("/proc/self/gid_map").write_text(f"{tree.LEARNER_ID} {group} 1")
        return
    os.setgroups([])
    # More than one's own uid must be mapped from outside.
    unshared, tell = os.pipe()
    me = os.getpid()
    mapper = os.fork()
    if mapper == 0:
        os.read(unshared, 1)
        for name in ("uid_map", "gid_map"):
            extents = [line.split() for line in Path("/proc/self", name).read_text().splitlines()]
            same = "".join(f"{first} {first} {count}\n" for first, _, count in extents)
            Path("/proc", str(me), name).write_text(same)
        os._exit(0)
    syscalls.unshare(flags)
    os.write(tell, b"!")
    os.close(tell)
    os.close(unshared)
    _, status = os.waitpid(mapper, 0)
    if status:
        raise PermissionError("The user namespace's map can't be written.")


def _guard(warm: int, grader: int, base: str | None) -> NoReturn:
    """Wait until the warm parent or the grader ends; then nothing of ours is left.

    The warm parent dies with us. In namespaces it is the first process of its pid namespace: with
    it dies all that it forked. Without, its orphans become ours.
    """
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    end = os.pidfd_open(warm)
    # From here on the kernel reaps; the descriptor still tells.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    select.select([end, grader], [], [])
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(end, signal.SIGKILL)
    select.select([end], [], [])
    if base is not None:
        watch.end_all(lambda: watch.descendants(os.getpid()))
        shutil.rmtree(base, ignore_errors=True)
    os._exit(0)


def _shown(order: Message) -> list[Path]:
    return tree.readable_paths(map(Path, order["readable"]))


def _build_root(order: Message) -> None:
    """Build the read-only root and move into it; keep the capabilities, but not root's uid."""
    syscalls.mount("", "/", "", syscalls.MS_REC | syscalls.MS_PRIVATE)
    paths = _shown(order)
    tree.build_first(paths)
    if os.getuid() == 0:
        syscalls.prctl(syscalls.PR_SET_SECUREBITS, syscalls.SECUREBIT_NO_SETUID_FIXUP)
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        _restore_after_uid_change()
    order["shown"] = [str(path) for path in paths]
    os.environ["HOME"] = tree.HOME


def _restore_after_uid_change() -> None:
    """Be dumpable (else ``/proc/self`` is root's) and die with the guard."""
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)


def _become_nobody_if_possible(order: Message) -> None:
    """Without namespaces, root must stay root where nobody else can reach the interpreter."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setegid(_NOBODY)
    os.seteuid(_NOBODY)
    reachable = all(os.access(path, os.R_OK, effective_ids=True) for path in order["shown"])
    os.seteuid(0)
    os.setegid(0)
    if reachable:
        os.chown(order["base"], _NOBODY, _NOBODY)
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    _restore_after_uid_change()


def _silence() -> None:
    """Discard what modules print when they are imported."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


def _preload(modules: list[str]) -> str | None:
    """Import; return the first module that can't be shared by forks.

    No fork would survive a thread that a module starts. A file, a socket or shared memory that it
    opens would be the same in all forks, and so a way from one submission to another. A module
    that can't be imported is left to the notebook, which shows the error in its place.
    """
    before = open_descriptors()
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit):  # noqa: S112 - any module may raise anything
            continue
        if _threads() > 1 or open_descriptors() != before or _has_shared_memory():
            return name
    from autograder.inside import main as inside

    inside.prepare()
    return None


def _threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def _has_shared_memory() -> bool:
    mappings = Path("/proc/self/maps").read_text().splitlines()
    return any(mapping.split()[1] in {"rw-s", "rwxs", "-w-s"} for mapping in mappings)


class _Warm:
    """Forks keepers on demand and reaps them."""

    def __init__(self, control: socket.socket, order: Message) -> None:
        self._control = control
        self._order = order
        self._confine = order["level"] == "namespaces"
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._control:
                    self._selector.unregister(key.fileobj)
                    os.close(key.fd)
                    os.waitpid(key.data, 0)
                    continue
                received = receive_message(self._control)
                if received is None:
                    return
                request, descriptors = received
                self._fork_keeper(request, descriptors)

    def _fork_keeper(self, request: Message, descriptors: list[int]) -> None:
        control = socket.socket(fileno=descriptors[0])
        group = descriptors[1:]
        try:
            pid = self._fork_into_new_pids()
        except OSError as error:
            # Out of memory or of processes: this submission fails, the next may not.
            with contextlib.suppress(OSError):
                send_message(control, {"failed": str(error)})
            control.close()
            return
        if pid == 0:
            membership = Membership(*group) if group else None
            close_all_but({0, 1, 2, control.fileno(), *group})
            keeper.keep(control, {**self._order, **request}, membership)
        control.close()
        for descriptor in group:
            os.close(descriptor)
        self._selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)

    def _fork_into_new_pids(self) -> int:
        """Fork; the child is the first process of a pid namespace, where there are namespaces."""
        if not self._confine:
            return os.fork()
        syscalls.unshare(syscalls.CLONE_NEWPID)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid != 0:
                syscalls.setns(self._own_pids, syscalls.CLONE_NEWPID)
        return pid
