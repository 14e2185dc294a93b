"""The keeper of one enclosure: holds its namespaces and workspace, starts what runs in it.

It is forked from the warm parent and, where there are namespaces, is the first process of a pid
namespace, so that nothing outlives it. It runs no learner's code; each notebook gets a fork of it,
behind the last walls.
"""

import json
import os
import selectors
import shutil
import signal
import socket
import time
import traceback
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox.host import watch
from autograder.sandbox.host.control_group import Membership
from autograder.sandbox.messages import Message, receive_message, send_message
from autograder.sandbox.walls import confinement, syscalls
from autograder.sandbox.walls.enclosing import Places, enclose, landlock_rules, settle

_WATCH_EVERY_S = 0.2


def keep(control: socket.socket, order: Message, membership: Membership | None) -> NoReturn:
    """Build the enclosure, then serve its orders until the control socket ends. Never returns.

    What it starts joins the control group of `membership`, if there is one.
    """
    code = 0
    try:
        _serve(control, order, membership)
    except BaseException:
        code = 1
        _tell(control, {"failed": traceback.format_exc(limit=-3)})
    finally:
        os._exit(code)


def _tell(control: socket.socket, message: Message) -> None:
    try:
        send_message(control, message)
    except OSError:
        os._exit(1)


def _serve(control: socket.socket, order: Message, membership: Membership | None) -> None:
    if order["level"] == "namespaces":
        places = enclose(order)
    else:
        syscalls.prctl(syscalls.PR_SET_PDEATHSIG, signal.SIGKILL)
        syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
        places = settle(order)
    keeper = _Keeper(control, order, places, membership)
    _tell(control, {"enclosed": str(places.workspace)})
    try:
        keeper.serve()
    finally:
        keeper.end()


def _start_idle() -> int:
    """Start the first process of a pid namespace: it waits, and the kernel ends all others with it.

    No process of its namespace can signal it. What loses its parent becomes its child; it reaps by
    ignoring, and it has that from us: a program inherits what its starter ignores.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        return os.posix_spawn("/bin/sleep", ["sleep", "infinity"], {"PATH": "/usr/bin:/bin"})
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


@dataclass
class _Running:
    """One confined process, and the first process of its pid namespace."""

    number: int
    pid: int
    pidfd: int
    init: int | None
    kills_by_kernel: int
    out_of_memory: bool = False


class _Keeper:
    """Carries out the grader's orders and reports what ends."""

    def __init__(
        self,
        control: socket.socket,
        order: Message,
        places: Places,
        membership: Membership | None,
    ) -> None:
        self._control = control
        self._order = order
        self._places = places
        self._membership = membership
        self._kernel_killed = membership.kernel_killed if membership else watch.kernel_killed
        self._has_pids = order["level"] == "namespaces"
        self._rules = None if order["level"] == "unsafe" else landlock_rules(order, places)
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._running: dict[int, _Running] = {}
        self._unfilled: str | None = None

    def serve(self) -> None:
        watched_s = time.monotonic()
        while True:
            watches = bool(self._running) and self._membership is None
            for key, _ in self._selector.select(_WATCH_EVERY_S if watches else None):
                if key.fileobj is not self._control:
                    self._reap(key.data)
                    continue
                received = receive_message(self._control)
                if received is None:
                    return
                self._obey(*received)
            if watches and time.monotonic() - watched_s >= _WATCH_EVERY_S:
                self._watch()
                watched_s = time.monotonic()

    def end(self) -> None:
        """Leave nothing behind where the kernel does not clean up."""
        if self._has_pids:
            return
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        self._end_all()
        shutil.rmtree(self._places.home.parent, ignore_errors=True)

    def _obey(self, request: Message, descriptors: list[int]) -> None:
        running = self._running.get(request.get("number", 0))
        match request["op"]:
            case "file":
                try:
                    self._receive_file(request["name"], descriptors[0])
                except OSError as error:
                    self._unfilled = f"{request['name']}: {error.strerror}"
                finally:
                    os.close(descriptors[0])
            case "filled":
                _tell(self._control, {"filled": self._unfilled})
            case "spawn":
                self._spawn(request, descriptors[0])
            case "interrupt" if running:
                signal.pidfd_send_signal(running.pidfd, signal.SIGINT)
            case "kill" if running:
                self._kill(running)

    def _receive_file(self, name: str, source: int) -> None:
        target = self._places.workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        status = os.fstat(source)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        descriptor = os.open(target, flags, 0o600 | status.st_mode & 0o777)
        try:
            remaining = status.st_size
            while remaining and (sent := os.sendfile(descriptor, source, None, remaining)):
                remaining -= sent
            os.utime(descriptor, ns=(status.st_atime_ns, status.st_mtime_ns))
        finally:
            os.close(descriptor)

    def _spawn(self, request: Message, channel: int) -> None:
        init = None
        before = self._kernel_killed()
        if self._has_pids:
            syscalls.unshare(syscalls.CLONE_NEWPID)
            init = _start_idle()
        ready, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ready)
            walls = confinement.Walls(
                self._order, self._places.workspace, self._rules, self._membership
            )
            confinement.enter(channel, tell, walls, request)
        os.close(tell)
        os.close(channel)
        if self._has_pids:
            syscalls.setns(self._own_pids, syscalls.CLONE_NEWPID)
        running = _Running(request["number"], pid, os.pidfd_open(pid), init, before)
        self._running[running.number] = running
        self._selector.register(running.pidfd, selectors.EVENT_READ, running)
        with os.fdopen(ready, "rb") as reader:
            trouble = reader.read()
        if trouble:
            _tell(self._control, {"number": running.number, "refused": json.loads(trouble)})
        else:
            _tell(self._control, {"number": running.number, "spawned": True})

    def _watch(self) -> None:
        """End everything when all together use more memory, or are more, than allowed."""
        limits = self._order["limits"]
        pids = watch.descendants(os.getpid())
        too_much = watch.exceeds(pids, limits["memory_bytes"])
        if too_much or len(pids) > limits["processes"] + 2 * len(self._running):
            for running in self._running.values():
                running.out_of_memory = too_much
                self._kill(running)

    def _kill(self, running: _Running) -> None:
        if running.init is not None:
            os.kill(running.init, signal.SIGKILL)
        else:
            watch.end_all(lambda: watch.descendants(running.pid) | {running.pid})

    def _end_all(self) -> None:
        """End what the notebooks of this enclosure have left."""
        if self._membership is not None:
            self._membership.kill()
        else:
            watch.end_all(lambda: watch.descendants(os.getpid()))

    def _reap(self, running: _Running) -> None:
        self._selector.unregister(running.pidfd)
        os.close(running.pidfd)
        del self._running[running.number]
        _, status, usage = os.wait4(running.pid, 0)
        if running.init is not None:
            os.kill(running.init, signal.SIGKILL)
            os.waitpid(running.init, 0)
        elif not self._running:
            self._end_all()
        code = os.waitstatus_to_exitcode(status)
        by_kernel = code == -signal.SIGKILL and self._kernel_killed() > running.kills_by_kernel
        ended = {
            "exit_code": code if code >= 0 else None,
            "signal": -code if code < 0 else None,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "peak_memory_bytes": usage.ru_maxrss * 1024,
            "out_of_memory": running.out_of_memory or by_kernel,
        }
        _tell(self._control, {"number": running.number, "ended": ended})
