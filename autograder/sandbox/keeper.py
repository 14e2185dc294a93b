"""The keeper of one enclosure: holds its namespaces and workspace, starts what runs in it.

It is forked from the warm parent and is the first process of a pid namespace, so that nothing
outlives it. It runs no learner's code; each notebook gets a fork of it, behind the last walls.
"""

import json
import os
import selectors
import signal
import socket
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.sandbox import confinement, syscalls, tree
from autograder.sandbox.loopback import raise_loopback
from autograder.sandbox.messages import Message, receive_message, send_message

HARDENED = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
_PRIVATE = Path("/.private")
_INODES_PER_MEBIBYTE = 64
_MEBIBYTE = 1024 * 1024


def keep(control: socket.socket, order: Message) -> NoReturn:
    """Build the enclosure, then serve its orders until the control socket ends. Never returns."""
    code = 0
    try:
        _serve(control, order)
    except BaseException:
        code = 1
        _tell(control, {"failed": traceback.format_exc(limit=4)})
    finally:
        os._exit(code)


def _tell(control: socket.socket, message: Message) -> None:
    try:
        send_message(control, message)
    except OSError:
        os._exit(1)


def change_root(root: Path) -> None:
    """Make `root` (a mount) the only file system there is."""
    os.chdir(root)
    syscalls.pivot_root(".", ".")
    syscalls.unmount(".", syscalls.MNT_DETACH)
    os.chdir("/")


def _serve(control: socket.socket, order: Message) -> None:
    signal.set_wakeup_fd(-1)
    confined = order["level"] == "namespaces"
    if confined:
        _enclose(order)
    workspace = Path(order["workspace"])
    workspace.mkdir(parents=True, exist_ok=True)
    _tell(control, {"enclosed": str(workspace)})
    _Keeper(control, order, workspace).serve()


def _enclose(order: Message) -> None:
    """Give this process namespaces of its own and a root in which only tmpfs can be written."""
    syscalls.unshare(
        syscalls.CLONE_NEWNS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWNET
    )
    syscalls.set_hostname(tree.HOST_NAME)
    raise_loopback()
    root = Path("/tmp")  # noqa: S108 - hidden below the new root's own mount at once
    held = {
        path: os.open(path, os.O_PATH)
        for path in map(Path, order["shown"])
        if path.is_relative_to(root)
    }
    syscalls.mount("tmpfs", str(root), "tmpfs", HARDENED, "mode=755,size=1m,nr_inodes=4096")
    tree.write_settings(root)
    tree.show_devices(root)
    for path in map(Path, order["shown"]):
        tree.show(path, root, Path(f"/proc/self/fd/{held[path]}") if path in held else path)
    for descriptor in held.values():
        os.close(descriptor)
    (root / "proc").mkdir(exist_ok=True)
    syscalls.mount("proc", str(root / "proc"), "proc", HARDENED)
    syscalls.mount(
        "devpts", f"{root}/dev/pts", "devpts", syscalls.MS_NOSUID, "newinstance,ptmxmode=666"
    )
    private = root / _PRIVATE.relative_to("/")
    private.mkdir()
    size = order["limits"]["workspace_bytes"]
    inodes = 1024 + _INODES_PER_MEBIBYTE * (size // _MEBIBYTE)
    syscalls.mount(
        "tmpfs",
        str(private),
        "tmpfs",
        syscalls.MS_NOSUID | syscalls.MS_NODEV,
        f"mode=755,size={size},nr_inodes={inodes}",
    )
    for place in writable(order["workspace"]):
        inside = private / place.relative_to("/").as_posix().replace("/", "-")
        inside.mkdir()
        target = root / place.relative_to("/")
        target.mkdir(parents=True, exist_ok=True)
        syscalls.mount(str(inside), str(target), "", syscalls.MS_BIND)
    syscalls.unmount(str(private), syscalls.MNT_DETACH)
    private.rmdir()
    change_root(root)
    syscalls.make_read_only("/", below=False)


def writable(workspace: str) -> list[Path]:
    """List the folders in which a notebook may write."""
    return [Path("/tmp"), Path("/dev/shm"), Path(tree.HOME), Path(workspace)]  # noqa: S108


@dataclass
class _Running:
    """One confined process, and the first process of its pid namespace."""

    number: int
    pid: int
    init: int | None


class _Keeper:
    """Serves the orders of the grader and tells it what ends."""

    def __init__(self, control: socket.socket, order: Message, workspace: Path) -> None:
        self._control = control
        self._order = order
        self._workspace = workspace
        self._confine = order["level"] == "namespaces"
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._running: dict[int, tuple[int, _Running]] = {}

    def serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._control:
                    self._reap(key.fd, key.data)
                    continue
                received = receive_message(self._control)
                if received is None:
                    return
                self._obey(*received)

    def _obey(self, request: Message, descriptors: list[int]) -> None:
        if request["op"] == "file":
            self._receive_file(request, descriptors[0])
        elif request["op"] == "filled":
            _tell(self._control, {"filled": True})
        elif request["op"] == "spawn":
            self._spawn(request, descriptors[0])
        elif request["number"] in self._running:
            pidfd, running = self._running[request["number"]]
            if request["op"] == "interrupt":
                signal.pidfd_send_signal(pidfd, signal.SIGINT)
            elif request["op"] == "kill":
                self._kill(pidfd, running)

    def _receive_file(self, request: Message, source: int) -> None:
        target = self._workspace / request["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        status = os.fstat(source)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        descriptor = os.open(target, flags, 0o600 | status.st_mode & 0o777)
        remaining = status.st_size
        while remaining and (sent := os.sendfile(descriptor, source, None, remaining)):
            remaining -= sent
        os.utime(descriptor, ns=(status.st_atime_ns, status.st_mtime_ns))
        os.close(descriptor)
        os.close(source)

    def _spawn(self, request: Message, channel: int) -> None:
        number = request["number"]
        init = None
        if self._confine:
            syscalls.unshare(syscalls.CLONE_NEWPID)
            init = os.posix_spawn(*confinement.IDLE, setsigmask=[])
        ready, tell = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ready)
            confinement.enter(channel, tell, self._order, request, self._workspace)
        os.close(tell)
        os.close(channel)
        if self._confine:
            syscalls.setns(self._own_pids, syscalls.CLONE_NEWPID)
        pidfd = os.pidfd_open(pid)
        running = _Running(number, pid, init)
        self._running[number] = (pidfd, running)
        self._selector.register(pidfd, selectors.EVENT_READ, running)
        with os.fdopen(ready, "rb") as reader:
            trouble = reader.read()
        if trouble:
            _tell(self._control, {"number": number, "refused": json.loads(trouble)})
        else:
            _tell(self._control, {"number": number, "spawned": True})

    def _kill(self, pidfd: int, running: _Running) -> None:
        if running.init is not None:
            os.kill(running.init, signal.SIGKILL)
        else:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)

    def _reap(self, pidfd: int, running: _Running) -> None:
        self._selector.unregister(pidfd)
        os.close(pidfd)
        del self._running[running.number]
        _, status, usage = os.wait4(running.pid, 0)
        if running.init is not None:
            os.kill(running.init, signal.SIGKILL)
            os.waitpid(running.init, 0)
        code = os.waitstatus_to_exitcode(status)
        _tell(
            self._control,
            {
                "number": running.number,
                "ended": {
                    "exit_code": code if code >= 0 else None,
                    "signal": -code if code < 0 else None,
                    "cpu_s": usage.ru_utime + usage.ru_stime,
                    "peak_memory_bytes": usage.ru_maxrss * 1024,
                    "out_of_memory": False,
                },
            },
        )
