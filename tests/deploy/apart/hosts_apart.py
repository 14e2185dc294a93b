"""Hosts on one switch that share a network and no folder, made of the kernel's namespaces.

Each has a network and mounts of its own: the programs of this machine, which it can't change, and a
disk in memory at a path that all hosts have, each with another content.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from switch import Switch, ip
from systemd_machine import network_name

from campus5g.places import HOUSE

NETWORK = "10.77.0.0/24"
SWITCH = Switch("switch-of-hosts")
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of setns(2)
_WITHIN_S = 60

# All that can be written to becomes this host's own, or can't be written to any more.
_OWN_DISKS = """
set -e
while umount /dev/shm 2>/dev/null; do :; done
while read -r _ place type _; do
  case "$type" in proc|sysfs|devpts|cgroup*|mqueue) ;; *) mount -o remount,bind,ro "$place" ;; esac
done < /proc/self/mounts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=0755 tmpfs "$0"
mkdir -m 1777 "$0/tmp"
ip link set lo up
echo up
exec cat
"""

# They hold no files of a program.
_KERNELS_OWN = {"proc", "sysfs", "devpts", "cgroup", "cgroup2", "mqueue"}


def possible() -> str:
    """Return why such hosts can't be made here; empty if they can."""
    if os.geteuid() != 0:
        return "needs root"
    tried = subprocess.run(
        ["unshare", "--mount", "--net", "ip", "link", "add", "br0", "type", "bridge"],
        capture_output=True,
        check=False,
    )
    return "" if tried.returncode == 0 else "needs network and mount namespaces"


@dataclass
class Host:
    """A host that is up.

    Args:
        name: of the host.
        address: on the switch's network.
        disk: where its own files are; the same path on each host.
        pid: of a process that keeps its namespaces.
    """

    name: str
    address: str
    disk: Path
    pid: int
    _started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def command(self, *program: str) -> list[str]:
        """Return what runs a program on the host."""
        return ["nsenter", "--target", str(self.pid), "--mount", "--net", "--", *program]

    def run(self, *program: str, text: str = "", check: bool = True) -> str:
        """Run a program to its end; return what it prints."""
        done = subprocess.run(
            self.command(*program),
            input=text,
            text=True,
            check=check,
            stdout=subprocess.PIPE,
            timeout=_WITHIN_S,
            env=self._environment({}),
        )
        return done.stdout

    def start(
        self, name: str, *program: str, environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Start a program; its messages go to a file of the host's disk, named after it."""
        started = subprocess.Popen(
            self.command("sh", "-c", f'exec "$@" >>{self.disk}/{name}.log 2>&1', "sh", *program),
            stdin=subprocess.DEVNULL,
            env=self._environment(environment),
        )
        self._started.append(started)
        return started

    def start_python(
        self, name: str, *arguments: str, environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Start a program of this Python."""
        return self.start(name, sys.executable, *arguments, environment=environment)

    def write(self, path: Path, text: str) -> None:
        """Write a private file on its disk."""
        self.run("install", "-D", "-m", "600", "/dev/stdin", str(path), text=text)

    def read(self, path: Path) -> str:
        """Read a file of its disk; empty if it does not exist."""
        return self.run("sh", "-c", f"cat {path} 2>/dev/null || true")

    def messages(self, name: str) -> str:
        """Return what a program has written."""
        return self.read(self.disk / f"{name}.log")

    def reaches(self, other: "Host") -> bool:
        """Return whether a packet gets to another host and back."""
        ping = ("ping", "-c", "1", "-W", "1", other.address)
        return "1 received" in self.run(*ping, check=False)

    def cut(self) -> None:
        """Pull the plug: nothing reaches the host, nothing leaves it, and no connection ends."""
        SWITCH.ip("link", "set", self.name, "down")

    def plug_in(self) -> None:
        """Connect it again."""
        SWITCH.ip("link", "set", self.name, "up")

    def writable_disks(self) -> set[str]:
        """Return the devices, as ``major:minor``, of all file systems that it can write to."""
        found = set()
        for line in Path(f"/proc/{self.pid}/mountinfo").read_text().splitlines():
            of_mount, _, of_file_system = line.partition(" - ")
            device, options = of_mount.split()[2], of_mount.split()[5]
            if "rw" in options.split(",") and of_file_system.split()[0] not in _KERNELS_OWN:
                found.add(device)
        return found

    def end(self) -> None:
        """End all its programs, and what they started."""
        for pid in map(int, ip("netns", "pids", network_name(self.name)).split()):
            if pid != self.pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for each in self._started:
            each.wait(_WITHIN_S)

    def _environment(self, further: Mapping[str, str]) -> dict[str, str]:
        """Return the variables of a program: none of this test run's."""
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(HOUSE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "HOME": str(self.disk),
            "TMPDIR": str(self.disk / "tmp"),
            **further,
        }


@contextmanager
def hosts_apart(names: Sequence[str]) -> Iterator[list[Host]]:
    """Make hosts on a switch, and take them away with all that runs there."""
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="c5-") as disk:
        stack.enter_context(SWITCH.on())
        SWITCH.ip("addr", "add", f"{address(1)}/24", "dev", "br0")
        yield [
            stack.enter_context(_host(name, address(number), Path(disk)))
            for number, name in enumerate(names, start=2)
        ]


@contextmanager
def at_the_switch() -> Iterator[None]:
    """Have this thread, and what it starts, on the hosts' network, where people's browsers are."""
    networks = ("/proc/thread-self/ns/net", f"/run/netns/{SWITCH.network}")
    home, there = (os.open(path, os.O_RDONLY) for path in networks)
    try:
        _enter(there)
        yield
    finally:
        _enter(home)
        os.close(home)
        os.close(there)


def address(number: int) -> str:
    """Return an address of the hosts' network."""
    return re.sub(r"0/24$", str(number), NETWORK)


@contextmanager
def _host(name: str, own: str, disk: Path) -> Iterator[Host]:
    with (
        SWITCH.plugged_in(name, name, own) as network,
        subprocess.Popen(
            [
                *("nsenter", f"--net=/run/netns/{network}", "unshare", "--mount"),
                *("sh", "-c", _OWN_DISKS, str(disk)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as keeper,
    ):
        assert keeper.stdout is not None
        assert keeper.stdout.readline() == b"up\n"
        host = Host(name, own, disk, keeper.pid)
        try:
            yield host
        finally:
            host.end()


def _enter(network: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(network, _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")
