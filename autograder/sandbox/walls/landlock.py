"""The second wall around files, which needs no namespace: landlock(7)."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

_SYS_CREATE_RULESET = 444
_SYS_ADD_RULE = 445
_SYS_RESTRICT_SELF = 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
_MAKE_CHAR = 1 << 6
_MAKE_BLOCK = 1 << 11
_TRUNCATE = 1 << 14
_IOCTL_DEV = 1 << 15
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

READ = _EXECUTE | _READ_FILE | _READ_DIR
USE_DEVICE = _READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV

# The rights of each version of the interface, up to the one that is in this list.
_FS_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_RIGHTS = 0b11  # bind and connect TCP, since version 4
_NET_SINCE = 4
_SCOPES = 0b11  # abstract Unix sockets and signals, since version 6
_SCOPES_SINCE = 6

_libc = ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), "landlock")
    return result


def abi() -> int:
    """Return the version of Landlock that the kernel has; 0 for none."""
    try:
        return _call(_SYS_CREATE_RULESET, None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION)
    except OSError:
        return 0


class _Ruleset(ctypes.Structure):
    _fields_ = [
        ("handled_fs", ctypes.c_uint64),
        ("handled_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def _handled(version: int) -> int:
    return max(rights for since, rights in _FS_RIGHTS_BY_ABI.items() if since <= version)


def _everything(handled: int) -> int:
    return handled & ~(_MAKE_CHAR | _MAKE_BLOCK | _IOCTL_DEV)


def ruleset(
    *,
    readable: Iterable[Path],
    writable: Iterable[Path],
    devices: Iterable[Path],
    network: bool,
) -> int:
    """Make a set of rules; what no rule allows is refused.

    Args:
        readable: files and folders whose content may be read and executed.
        writable: folders in which everything may be done but making devices.
        devices: files and folders that may be read, written and controlled.
        network: whether TCP is allowed (other protocols are not Landlock's matter).

    Returns:
        A file descriptor for `restrict`.

    Raises:
        OSError: the kernel has no Landlock.
    """
    version = abi()
    if version == 0:
        raise OSError("This kernel has no Landlock.")
    handled = _handled(version)
    wanted = _Ruleset(handled, 0 if network else _NET_RIGHTS, _SCOPES)
    size = 8 * (1 + (version >= _NET_SINCE) + (version >= _SCOPES_SINCE))
    rules = _call(_SYS_CREATE_RULESET, ctypes.byref(wanted), ctypes.c_size_t(size), 0)
    for paths, allowed in (
        (readable, READ & handled),
        (writable, _everything(handled)),
        (devices, USE_DEVICE & handled),
    ):
        for path in paths:
            _allow(rules, path, allowed)
    return rules


def allow_reading(rules: int, path: Path) -> None:
    """Add one more readable path."""
    _allow(rules, path, READ)


def _allow(rules: int, path: Path, allowed: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            allowed &= _FILE_RIGHTS
        beneath = _PathBeneath(allowed, descriptor)
        _call(_SYS_ADD_RULE, rules, _RULE_PATH_BENEATH, ctypes.byref(beneath), 0)
    finally:
        os.close(descriptor)


def restrict(rules: int) -> None:
    """Put this process and all that it starts under the rules, for good.

    It must have given up new privileges before.
    """
    _call(_SYS_RESTRICT_SELF, rules, 0)
