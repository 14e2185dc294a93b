"""Machines that systemd boots: the kernel's own parts, no container engine.

Each has namespaces and control groups of its own, an overlay over this machine's root, and this
checkout with its Python in ``/opt/campus5g``, as an installation has. Nothing written there stays.
"""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from campus5g.places import HOUSE

INSTALLED = Path("/opt/campus5g")
"""Where the checkout and its Python stand on each machine."""
PYTHON = str(INSTALLED / ".venv/bin/python")

_SCRIPT = Path(__file__).with_suffix(".sh")
# A loaded machine takes its time; one that hangs says so on its console.
_WITHIN_S = 120
_BETWEEN_QUESTIONS_S = 0.1
_CREDENTIALS = struct.Struct("3i")
_SURROUNDINGS = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME=/root",
    "LANG=C.UTF-8",
]


def possible() -> str:
    """Return why such machines can't be made here; empty if they can.

    Only what a test run can't give itself counts: `./campus test` installs the programs.
    """
    if os.geteuid() != 0:
        return "needs root"
    tried = subprocess.run(
        [*("unshare", "--mount", "--net", "--cgroup", "--pid", "--fork"), "sh", "-c", _CAN],
        capture_output=True,
        check=False,
    )
    return "" if tried.returncode == 0 else "needs namespaces and control groups"


_CAN = (
    "mount -t tmpfs tmpfs /mnt && mount -t cgroup2 cgroup2 /mnt && mkdir /mnt/c5 && rmdir /mnt/c5"
)


def network_name(name: str) -> str:
    """Return a network namespace's name that is unique to this run of tests.

    contained_run.py removes those that a killed run leaves behind.
    """
    return f"c5-{os.environ.get('CAMPUS5G_TEST_RUN', os.getpid())}-{name}"


def until(seconds: float, happened: Callable[[], bool]) -> bool:
    """Poll until a condition holds, for a program that does not announce it."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < end:
        if happened():
            return True
        # Asking all the time would take the processor from what is awaited.
        pause.wait(_BETWEEN_QUESTIONS_S)
    return False


@dataclass
class Machine:
    """A machine that is up."""

    name: str
    folder: Path
    _started: "Queue[int]"
    pid: int = 0
    """Of its PID 1, as seen from here."""

    def command(self, *program: str, network: str = "") -> list[str]:
        """Return what runs a program on the machine, as root.

        Args:
            program: with its arguments.
            network: name of the machine's network namespace to run it in, if not its own.
        """
        enter = ["nsenter", "--target", str(self.pid), "--all", "env", "-i", *_SURROUNDINGS]
        within = ["ip", "netns", "exec", network] if network else []
        return [*enter, *within, *program]

    def run(
        self, *program: str, check: bool = True, text: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program on the machine; the text is its standard input."""
        return subprocess.run(
            self.command(*program),
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            check=check,
            timeout=_WITHIN_S,
        )

    def write(self, path: str, text: str, mode: str = "0644") -> None:
        """Write a file on the machine."""
        self.run("install", "-D", "-m", mode, "/dev/stdin", path, text=text)

    def shows(self, unit: str, *properties: str) -> dict[str, str]:
        """Return the properties of a unit as systemd reports them."""
        output = self.run("systemctl", "show", unit, "--property", ",".join(properties)).stdout
        pairs = (line.partition("=") for line in output.splitlines())
        return {name: value for name, _, value in pairs}

    def reboot(self) -> None:
        """Stop the machine in good order, and start it again from its disk."""
        # It ends under the command that asks for it.
        self.run("systemctl", "reboot", check=False)
        self.wait_until_up()

    def wait_until_up(self) -> None:
        """Wait until systemd reports that the machine has started."""
        try:
            self.pid = self._started.get(timeout=_WITHIN_S)
        except Empty:
            console = (self.folder / "console").read_text(errors="replace")
            raise AssertionError(f"{self.name} did not start:\n{console[-4000:]}") from None


def _report_starts(notifications: socket.socket, started: "Queue[int]") -> None:
    """Read systemd's notifications (sd_notify(3)), which it waits for; pass on each new PID 1."""
    pid = 0
    while True:
        text, credentials, _, _ = notifications.recvmsg(4096, socket.CMSG_SPACE(_CREDENTIALS.size))
        if not text:
            return
        sender = _CREDENTIALS.unpack(credentials[0][2])[0]
        # A reload is announced like a start.
        if b"READY=1" in text.split(b"\n") and sender != pid:
            pid = sender
            started.put(pid)


@contextmanager
def booted(name: str, network: str, folder: Path) -> Iterator[Machine]:
    """Boot a machine, and switch it off.

    Args:
        name: the machine's.
        network: name of its network namespace.
        folder: takes what belongs to it; what is in ``host`` there is in ``/run/host`` for it.
    """
    (folder / "host").mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
        notifications.bind(str(folder / "host" / "notify"))
        notifications.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        started: Queue[int] = Queue()
        reader = threading.Thread(target=_report_starts, args=(notifications, started))
        reader.start()
        with (
            (folder / "console").open("wb") as console,
            subprocess.Popen(
                [
                    *("ip", "netns", "exec", network, "unshare", "--mount"),
                    *("sh", str(_SCRIPT), name, str(folder)),
                    *(str(HOUSE), sys.prefix, sys.base_prefix),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            ) as process,
        ):
            machine = Machine(name, folder, started)
            try:
                machine.wait_until_up()
                yield machine
            finally:
                if machine.pid:
                    with suppress(ProcessLookupError):
                        os.kill(machine.pid, signal.SIGKILL)
                else:
                    os.killpg(process.pid, signal.SIGKILL)
                notifications.shutdown(socket.SHUT_RD)
                reader.join()
