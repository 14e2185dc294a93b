# ruff: noqa: D102 - the methods' words are in walls.py, in two languages
"""Attempts to break out, made from inside the sandbox by `autograder.sandbox.doctor.examination`.

A program of its own, standard library only. Each attempt runs in a fork, so that it may die of it:
it returns whether it got through; an `OSError` or a death by seccomp means that the wall held.
None does harm where a wall is missing: only files that the doctor has made are changed.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

# x86_64 and aarch64 number the older calls differently; the younger ones are the same.
_NUMBERS: dict[str, dict[str, int]] = {
    "x86_64": {
        "clone": 56,
        "ptrace": 101,
        "modify_ldt": 154,
        "pivot_root": 155,
        "init_module": 175,
        "add_key": 248,
        "keyctl": 250,
        "kexec_load": 246,
        "perf_event_open": 298,
        "open_by_handle_at": 304,
        "process_vm_readv": 310,
        "memfd_create": 319,
        "bpf": 321,
        "userfaultfd": 323,
        "shmget": 29,
    },
    "aarch64": {
        "clone": 220,
        "ptrace": 117,
        "pivot_root": 41,
        "init_module": 105,
        "add_key": 217,
        "keyctl": 219,
        "kexec_load": 104,
        "perf_event_open": 241,
        "open_by_handle_at": 265,
        "process_vm_readv": 270,
        "memfd_create": 279,
        "bpf": 280,
        "userfaultfd": 282,
        "shmget": 194,
    },
}
_CALLS = _NUMBERS.get(os.uname().machine, {}) | {
    "io_uring_setup": 425,
    "open_tree": 428,
    "fsopen": 430,
    "clone3": 435,
    "pidfd_getfd": 438,
}
_PATIENCE_S = 5
_NETLINK_NETFILTER = 12
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNS = 0x00020000


def _call(name: str, *arguments: Any) -> int:
    """Make a system call; an answer that shows that the kernel refused to begin is an error."""
    result: int = _libc.syscall(ctypes.c_long(_CALLS[name]), *arguments)
    code = ctypes.get_errno()
    if result < 0 and code in (errno.EPERM, errno.ENOSYS, errno.EACCES):
        raise OSError(code, os.strerror(code))
    return result


class Attempts:
    """Every attempt, as a method that returns whether it got through.

    `autograder.sandbox.doctor.sentences` describes each; `bait` is what the doctor prepared.
    """

    def __init__(self, bait: dict[str, Any]) -> None:
        self._bait = bait

    # Files.

    def read_passwords(self) -> bool:
        return bool(Path("/etc/shadow").read_bytes())

    def read_gradebook(self) -> bool:
        return bool(Path(self._bait["secret_file"]).read_bytes())

    def list_course(self) -> bool:
        return bool(list(Path(self._bait["secret_file"]).parent.iterdir()))

    def change_gradebook(self) -> bool:
        with Path(self._bait["secret_file"]).open("ab") as file:
            file.write(b"!")
        return True

    def lock_gradebook_away(self) -> bool:
        target = Path(self._bait["secret_file"])
        before = target.stat().st_mode
        target.chmod(0o600)
        after = target.stat().st_mode
        target.chmod(before)
        return before != after

    def write_beside_system(self) -> bool:
        return any(map(_can_create_in, ("/", "/usr", "/etc", "/usr/local/bin", "/var")))

    def write_into_interpreter(self) -> bool:
        return any(map(_can_create_in, (sys.prefix, sys.base_prefix, str(Path(__file__).parent))))

    def read_block_device(self) -> bool:
        for folder, _, names in os.walk("/dev"):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(OSError):
                    if stat.S_ISBLK(path.stat().st_mode):
                        path.open("rb").close()
                        return True
        return False

    def open_other_devices(self) -> bool:
        harmless = {
            "null",
            "zero",
            "full",
            "random",
            "urandom",
            "ptmx",
            "stdin",
            "stdout",
            "stderr",
        }
        for path in Path("/dev").iterdir():
            with contextlib.suppress(OSError):
                if path.name not in harmless and stat.S_ISCHR(path.stat().st_mode):
                    os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY))
                    return True
        return False

    def make_device(self) -> bool:
        os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(1, 1))
        Path("device").unlink()
        return True

    # Processes.

    def see_other_processes(self) -> bool:
        return any(
            self._bait["nonce"].encode() in _read(process / "cmdline")
            for process in Path("/proc").glob("[0-9]*")
        )

    def signal_other_process(self) -> bool:
        os.kill(self._bait["victim"], signal.SIGWINCH)
        return self._is_victim()

    def limit_other_process(self) -> bool:
        limits = resource.prlimit(self._bait["victim"], resource.RLIMIT_CORE)
        resource.prlimit(self._bait["victim"], resource.RLIMIT_CORE, limits)
        return self._is_victim()

    def trace_other_process(self) -> bool:
        seize = 0x4206
        return _call("ptrace", seize, self._bait["victim"], 0, 0) == 0

    def trace_own_child(self) -> bool:
        return _call("ptrace", 0, 0, 0, 0) == 0

    def read_other_memory(self) -> bool:
        return _call("process_vm_readv", os.getpid(), 0, 0, 0, 0, 0) == 0

    def take_descriptor(self) -> bool:
        pidfd = os.pidfd_open(os.getpid())
        return _call("pidfd_getfd", pidfd, 0, 0) >= 0

    def _is_victim(self) -> bool:
        """A number may stand for another process in here."""
        command = _read(Path("/proc", str(self._bait["victim"]), "cmdline"))
        return not command or self._bait["nonce"].encode() in command

    # Network.

    def connect_out(self) -> bool:
        socket.create_connection(("127.0.0.1", self._bait["port"]), timeout=_PATIENCE_S).close()
        return True

    def connect_by_name(self) -> bool:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("\0" + self._bait["abstract"])
        return True

    def connect_by_path(self) -> bool:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(self._bait["socket_path"])
        return True

    def send_datagram(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"?", ("127.0.0.1", self._bait["udp_port"]))
        return True  # the doctor knows whether it arrived

    def open_raw_socket(self) -> bool:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
        return True

    def open_packet_socket(self) -> bool:
        socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM).close()
        return True

    def open_netlink_socket(self) -> bool:
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_NETFILTER).close()
        return True

    def open_vsock(self) -> bool:
        socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()
        return True

    def see_host_interfaces(self) -> bool:
        names = [line.split(":")[0].strip() for line in _lines("/proc/self/net/dev")[2:]]
        return any(name != "lo" for name in names)

    def know_host_name(self) -> bool:
        return socket.gethostname() == str(self._bait["host_name"])

    # The kernel.

    def mount(self) -> bool:
        target = tempfile.mkdtemp()
        if _libc.mount(b"none", os.fsencode(target), b"tmpfs", 0, None) != 0:
            raise OSError(ctypes.get_errno(), "mount")
        _libc.umount2(os.fsencode(target), 2)
        return True

    def mount_by_fsopen(self) -> bool:
        return _call("fsopen", b"tmpfs", 0) >= 0

    def clone_tree(self) -> bool:
        clone = 1
        return _call("open_tree", -100, b"/", clone) >= 0

    def change_root(self) -> bool:
        os.chroot(".")
        return True

    def pivot_root(self) -> bool:
        _call("pivot_root", b".", b".")
        return True  # the kernel began: only the arguments were wrong

    def new_namespace(self) -> bool:
        return int(_libc.unshare(_CLONE_NEWUSER)) == 0

    def new_namespace_by_clone(self) -> bool:
        child = _call("clone", _CLONE_NEWUSER | signal.SIGCHLD, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        return child > 0

    def new_namespace_by_clone3(self) -> bool:
        arguments = (ctypes.c_uint64 * 8)(_CLONE_NEWUSER, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
        child = _call("clone3", ctypes.byref(arguments), ctypes.sizeof(arguments))
        if child == 0:
            os._exit(0)
        return child > 0

    def enter_namespace(self) -> bool:
        descriptor = os.open("/proc/1/ns/mnt", os.O_RDONLY)
        if _libc.setns(descriptor, _CLONE_NEWNS) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        return True

    def open_by_handle(self) -> bool:
        _call("open_by_handle_at", -1, 0, 0)
        return True

    def read_keyring(self) -> bool:
        get_keyring, session = 0, -3
        return _call("keyctl", get_keyring, session, 1) >= 0

    def add_key(self) -> bool:
        process_keyring = -2
        return _call("add_key", b"user", b"autograder", b"!", 1, process_keyring) >= 0

    def load_bpf(self) -> bool:
        attributes = (ctypes.c_uint32 * 32)(2, 4, 4, 1)
        return _call("bpf", 0, ctypes.byref(attributes), 128) >= 0

    def use_io_uring(self) -> bool:
        return _call("io_uring_setup", 1, ctypes.byref((ctypes.c_uint8 * 120)())) >= 0

    def use_userfaultfd(self) -> bool:
        user_mode_only = 1
        return _call("userfaultfd", user_mode_only) >= 0

    def use_perf(self) -> bool:
        attributes = (ctypes.c_uint32 * 32)(1, 128)
        return _call("perf_event_open", ctypes.byref(attributes), 0, -1, -1, 0) >= 0

    def load_module(self) -> bool:
        _call("init_module", 0, 0, b"")
        return True  # the kernel began: only the arguments were wrong

    def load_kernel(self) -> bool:
        impossible_flags = 0xFFFF
        _call("kexec_load", 0, 0, 0, ctypes.c_ulong(impossible_flags))
        return True  # the kernel began: only the arguments were wrong

    def hide_memory(self) -> bool:
        return _call("memfd_create", b"autograder", 0) >= 0

    def share_memory(self) -> bool:
        private, create = 0, 0o1000
        return _call("shmget", private, 4096, create | 0o600) >= 0

    def change_kernel_settings(self) -> bool:
        Path("/proc/sys/kernel/core_pattern").open("ab").close()
        return True

    def type_into_terminal(self) -> bool:
        tiocsti = 0x5412
        _, terminal = os.openpty()
        os.setsid()
        fcntl.ioctl(terminal, 0x540E, 0)  # TIOCSCTTY: make it ours
        fcntl.ioctl(terminal, tiocsti, b"!")
        return True

    # Privileges and inheritance.

    def keep_capabilities(self) -> bool:
        return any(
            int(line.split()[1], 16)
            for line in _lines("/proc/self/status")
            if line.startswith(("CapInh", "CapPrm", "CapEff", "CapAmb"))
        )

    def gain_privileges(self) -> bool:
        get_no_new_privileges = 39
        return int(_libc.prctl(get_no_new_privileges, 0, 0, 0, 0)) == 0

    def be_root(self) -> bool:
        with contextlib.suppress(OSError):
            os.setuid(0)
        return os.getuid() == 0

    def find_secret_in_environment(self) -> bool:
        nonce = self._bait["environment_secret"].encode()
        own = any(nonce in os.fsencode(value) for value in os.environ.values())
        return own or any(
            nonce in _read(process / "environ") for process in Path("/proc").glob("[0-9]*")
        )

    def find_open_files(self) -> bool:
        channel = int(os.environ["AUTOGRADER_CHANNEL"])
        for descriptor in range(resource.getrlimit(resource.RLIMIT_NOFILE)[0]):
            if descriptor == channel:
                continue
            with contextlib.suppress(OSError):
                if not os.path.samestat(os.fstat(descriptor), Path(os.devnull).stat()):
                    return True
        return False

    # Limits.

    def take_memory(self) -> bool:
        try:
            held = mmap.mmap(-1, self._bait["memory_bytes"])
        except (OSError, MemoryError):
            return False
        held.close()
        return True

    def write_large_file(self) -> bool:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with tempfile.TemporaryFile() as file:
            file.truncate(self._bait["file_bytes"] + 1)
        return True

    def fill_disk(self) -> bool:
        size = self._bait["file_bytes"]
        count = self._bait["workspace_bytes"] // size + 1
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                Path(folder, str(number)).write_bytes(bytes(size))
        return True

    def open_many_files(self) -> bool:
        count = self._bait["open_files"] + 1
        opened = []
        try:
            opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(count)]
        finally:
            for descriptor in opened:
                os.close(descriptor)
        return True

    def dump_core(self) -> bool:
        return resource.getrlimit(resource.RLIMIT_CORE) != (0, 0)

    def compute_for_ever(self) -> bool:
        until = time.process_time() + self._bait["cpu_s"] + 3
        while time.process_time() < until:
            pass
        return True


def _can_create_in(folder: str) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


_HELD, _BROKEN, _MISTAKEN = 0, 1, 2


def outcome_of(attempt: Callable[[], bool]) -> str:
    """Make one attempt in a fork; return "held", "broken" or "mistaken"."""
    child = os.fork()
    if child == 0:
        try:
            code = _BROKEN if attempt() else _HELD
        except OSError:
            code = _HELD
        except BaseException:
            code = _MISTAKEN
        os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGSYS, -signal.SIGXCPU, -signal.SIGKILL):
        return "held"
    return {_HELD: "held", _BROKEN: "broken"}.get(code, "mistaken")


def attempt_names() -> list[str]:
    """List the attempts in the order in which they are made."""
    return [name for name in vars(Attempts) if not name.startswith("_")]


def leave_something_behind(nonce: str) -> None:
    """Start a process that tries to outlive its parents; return when it has begun."""
    program = "import signal; print(flush=True); signal.pause()"
    left = subprocess.Popen(
        [sys.executable, "-c", program, nonce], start_new_session=True, stdout=subprocess.PIPE
    )
    if left.stdout is not None:
        left.stdout.readline()


def main() -> None:
    """Read the bait from the channel, a line of JSON; answer with a pair, name and outcome, a line.

    The bait is not in the command line, where the attempts would find it again.
    """
    with socket.socket(fileno=int(os.environ["AUTOGRADER_CHANNEL"])) as channel:
        with channel.makefile() as lines:
            bait = json.loads(lines.readline())
        attempts = Attempts(bait)
        for name in attempt_names():
            pair = [name, outcome_of(getattr(attempts, name))]
            channel.sendall(json.dumps(pair).encode() + b"\n")
        leave_something_behind(bait["left"])
    # The doctor now looks for what was left, and then ends us.
    signal.pause()


if __name__ == "__main__":
    main()
