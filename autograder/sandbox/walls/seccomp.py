"""The list of system calls that no notebook needs, compiled for the kernel: seccomp(2).

The grader compiles it (libseccomp's binding is the grader's), the confined process applies it.
Most refusals answer EPERM, as the kernel would without the privilege. Calls with a fallback in
libc or Python answer ENOSYS, so that the fallback is taken.
"""

import errno
import functools
import struct
import tempfile

import pyseccomp  # type: ignore[import-untyped]

from autograder.sandbox.level import Level
from autograder.sandbox.walls.syscalls import NAMESPACE_FLAGS, PR_SET_PDEATHSIG

_32_BITS = 0xFFFFFFFF

# Changing the kernel itself: nobody does this by mistake.
_KILLED = (
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "reboot",
    "swapon",
    "swapoff",
    "iopl",
    "ioperm",
)
_REFUSED = (
    # Other processes' memory, descriptors and pages.
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    "migrate_pages",
    "move_pages",
    # File systems and namespaces.
    "mount",
    "umount2",
    "mount_setattr",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "move_mount",
    "open_tree",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "open_by_handle_at",
    "name_to_handle_at",
    "quotactl",
    "quotactl_fd",
    "fanotify_init",
    # Large and little used surfaces of the kernel.
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "add_key",
    "request_key",
    "keyctl",
    "vmsplice",
    "lookup_dcookie",
    "personality",
    "modify_ldt",
    "acct",
    "syslog",
    "vhangup",
    "uselib",
    "ustat",
    "sysfs",
    "_sysctl",
    "nfsservctl",
    # The clock and the name of the host.
    "settimeofday",
    "clock_settime",
    "clock_adjtime",
    "adjtimex",
    "sethostname",
    "setdomainname",
)
_ABSENT = (
    # Its flags are behind a pointer, where no filter can see them; libc then uses clone.
    "clone3",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    # Memory that no limit of a process counts.
    "memfd_create",
    "memfd_secret",
    "shmget",
    "msgget",
    "semget",
)
_TERMINAL_REQUESTS = (
    0x5412,  # TIOCSTI: type into a terminal
    0x541C,  # TIOCLINUX: the same through the console
    0x541D,  # TIOCCONS: take the console's output
)
_YOUNGEST = 466  # removexattrat, Linux 6.13; since 2019 all machines share the numbers
_UNIX, _INET, _INET6, _NETLINK = 1, 2, 10, 16
_STREAM, _DATAGRAM, _SEQPACKET = 1, 2, 5
_TCP, _UDP = 6, 17
_TYPE_MASK = 0xF

# Landlock does not govern these; a path is enough to reach another file of the same owner. They
# answer "done" and do nothing, so that copying a file still works.
_PRETENDED = (
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "utime",
    "utimes",
    "futimesat",
    "utimensat",
)
_REFUSED_WITHOUT_NAMESPACES = (
    "socket",
    "mq_open",
    "mq_unlink",
    "setxattr",
    "lsetxattr",
    "fsetxattr",
    "setxattrat",
    "removexattr",
    "lremovexattr",
    "fremovexattr",
    "removexattrat",
    "process_mrelease",
)
# Calls on a process, with the place of its number; 0 is the caller itself.
_ON_ANOTHER_PROCESS = {
    "prlimit64": 0,
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
    "setpriority": 1,
    "ioprio_set": 1,
}
_SIGNALS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
_LANDLOCK_TRUNCATE = 3
_LANDLOCK_SIGNALS = 6


@functools.cache
def compiled_filter(level: Level, landlock_abi: int) -> bytes:
    """Compile the filter of a level to classic BPF.

    Args:
        level: `Level.NAMESPACES` or `Level.LANDLOCK`.
        landlock_abi: what the kernel's Landlock can't do, the filter of the second level does.
    """
    rules = _Rules()
    for name in _KILLED:
        rules.add(pyseccomp.KILL_PROCESS, name)
    for name in _REFUSED:
        rules.add(pyseccomp.ERRNO(errno.EPERM), name)
    for name in _ABSENT:
        rules.add(pyseccomp.ERRNO(errno.ENOSYS), name)
    _no_new_namespaces(rules)
    for request in _TERMINAL_REQUESTS:
        argument = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, _32_BITS, request)
        rules.add(pyseccomp.ERRNO(errno.EPERM), "ioctl", argument)
    if level is Level.LANDLOCK:
        _close_gaps_of_landlock(rules, landlock_abi)
    else:
        _allow_common_sockets(rules)
    return rules.exported()


class _Rules:
    """A filter that allows everything it has no rule for."""

    def __init__(self) -> None:
        self._filter = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        # A call by the numbers of another architecture (i386, x32) would pass by every rule.
        self._filter.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)

    def add(self, action: int, name: str, *arguments: pyseccomp.Arg) -> None:
        """Add a rule; a call that this libseccomp does not know has no rule."""
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) < 0:
            return
        self._filter.add_rule(action, name, *arguments)

    def exported(self) -> bytes:
        with tempfile.TemporaryFile() as file:
            self._filter.export_bpf(file)
            file.seek(0)
            return _refuse_newer_calls() + file.read()


def _refuse_newer_calls() -> bytes:
    """Answer ENOSYS to calls that Linux got after this list was written.

    libseccomp compares no call's number with "greater than", so these are three instructions of
    our own: load the number, skip one if it is known, return the error.
    """
    instruction = struct.Struct("=HBBI")
    load_word, jump_greater, give_back = 0x20, 0x25, 0x06
    return b"".join(
        (
            instruction.pack(load_word, 0, 0, 0),
            instruction.pack(jump_greater, 0, 1, _YOUNGEST),
            instruction.pack(give_back, 0, 0, pyseccomp.ERRNO(errno.ENOSYS)),
        )
    )


def _no_new_namespaces(rules: _Rules) -> None:
    for flag in NAMESPACE_FLAGS:
        argument = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag)
        rules.add(pyseccomp.ERRNO(errno.EPERM), "clone", argument)


def _allow_common_sockets(rules: _Rules) -> None:
    """Allow only TCP, UDP, Unix sockets and the list of network interfaces.

    The list is rtnetlink: libc, psutil and scapy read it, and without capabilities nothing can be
    changed through it. Arguments are compared as 64 bits, the kernel reads 32: "greater than" also
    catches what a caller may have put into the upper half.
    """
    ordinary = {_UNIX, _INET, _INET6}
    refused = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in set(range(_NETLINK)) - ordinary:
        rules.add(refused, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    rules.add(refused, "socket", pyseccomp.Arg(0, pyseccomp.GT, _NETLINK))
    refused = pyseccomp.ERRNO(errno.EPERM)
    for kind in set(range(_TYPE_MASK + 1)) - {_STREAM, _DATAGRAM, _SEQPACKET}:
        argument = pyseccomp.Arg(1, pyseccomp.MASKED_EQ, _TYPE_MASK, kind)
        for family in ordinary:
            rules.add(refused, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family), argument)
    for protocol in set(range(1, _UDP)) - {_TCP}:
        rules.add(refused, "socket", pyseccomp.Arg(2, pyseccomp.EQ, protocol))
    rules.add(refused, "socket", pyseccomp.Arg(2, pyseccomp.GT, _UDP))
    netlink = pyseccomp.Arg(0, pyseccomp.EQ, _NETLINK)
    for protocol in (_TCP, _UDP):
        rules.add(refused, "socket", netlink, pyseccomp.Arg(2, pyseccomp.EQ, protocol))


def _close_gaps_of_landlock(rules: _Rules, landlock_abi: int) -> None:
    """Close what Landlock leaves open where no namespace hides the host."""
    refused = pyseccomp.ERRNO(errno.EPERM)
    for name in _REFUSED_WITHOUT_NAMESPACES:
        rules.add(refused, name)
    for name in _PRETENDED:
        rules.add(pyseccomp.ERRNO(0), name)
    for name, place in _ON_ANOTHER_PROCESS.items():
        rules.add(refused, name, pyseccomp.Arg(place, pyseccomp.NE, 0))
    rules.add(refused, "prctl", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _32_BITS, PR_SET_PDEATHSIG))
    if landlock_abi < _LANDLOCK_TRUNCATE:
        rules.add(refused, "truncate")
    if landlock_abi < _LANDLOCK_SIGNALS:
        for name in _SIGNALS:
            rules.add(refused, name)
