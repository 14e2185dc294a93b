"""Tries what the gateway's unit forbids, and some of what it allows; reports each result.

A host's own Python runs it in the place of the gateway, under the gateway's unit.
"""

import ctypes
import json
import mmap
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_USER_NAMESPACE = 0x10000000
_OTHER_ADDRESS_LAYOUT = 0x0040000
_MORE_THREADS_THAN_ALLOWED = 250
_TO_A_HYPERVISOR = (socket.AF_VSOCK, socket.SOCK_STREAM)
_EVERY_PACKET = (socket.AF_PACKET, socket.SOCK_RAW, 3)


def call(name: str, *arguments: object) -> None:
    """Make a system call of the C library."""
    if getattr(_LIBC, name)(*arguments) == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def write(path: str) -> None:
    """Write a file."""
    Path(path).write_text("trial")


def leave_a_set_user_id_program() -> None:
    """Leave a set-uid file."""
    write("/tmp/program")  # noqa: S108  the unit's own
    Path("/tmp/program").chmod(0o4755)  # noqa: S108


def write_what_is_run() -> None:
    """Have memory that can be written and run."""
    mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def start_many_threads() -> None:
    """Start more threads than the unit may have."""
    end = threading.Event()
    for _ in range(_MORE_THREADS_THAN_ALLOWED):
        threading.Thread(target=end.wait, daemon=True).start()


TRIALS: dict[str, Callable[[], object]] = {
    "write its state": lambda: write("/var/lib/campus5g/trial"),
    "capture": lambda: socket.socket(*_EVERY_PACKET),
    "write where everybody may": lambda: write("/run/lock/trial"),
    "write its settings": lambda: write("/etc/campus5g/trial"),
    "write its program": lambda: write("/opt/campus5g/trial"),
    "look into homes": lambda: list(Path("/home").iterdir()),
    "read the broker's key": lambda: Path("/etc/campus5g/tls/edge.key").read_text(),
    "see other processes": lambda: Path("/proc/1").stat(),
    "see the kernel's settings": lambda: Path("/proc/sys").stat(),
    "open another device": lambda: os.open("/dev/net/tun", os.O_RDWR),
    "make a namespace": lambda: call("unshare", _NEW_USER_NAMESPACE),
    "change its personality": lambda: call("personality", _OTHER_ADDRESS_LAYOUT),
    "leave a set-user-ID program": leave_a_set_user_id_program,
    "write what it runs": write_what_is_run,
    "speak to a hypervisor": lambda: socket.socket(*_TO_A_HYPERVISOR),
    "start many threads": start_many_threads,
    "become root": lambda: os.setuid(0),
    "mount": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "set the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
    "rename the host": lambda: socket.sethostname("trial"),
    "run in real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
}


def outcome(trial: Callable[[], object]) -> str:
    """Try something in a child process; return the error's name, or the signal's."""
    read, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            trial()
            said = "done"
        except Exception as error:
            said = type(error).__name__
        os.write(write_end, said.encode())
        os._exit(0)
    os.close(write_end)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    with os.fdopen(read) as answer:
        return answer.read()


if __name__ == "__main__":
    print(json.dumps({name: outcome(trial) for name, trial in TRIALS.items()}))
