"""POSIX access lists: a folder that its owner shares with one more group, and all below it.

Written as the kernel takes them (``system.posix_acl_access``, acl(5)); Linux file systems for data
have them: ext4, XFS, Btrfs.
"""

import os
import stat
import struct
from contextlib import suppress
from pathlib import Path

_ACCESS = "system.posix_acl_access"
_DEFAULT = "system.posix_acl_default"
_VERSION = struct.pack("<I", 2)
_ENTRY = struct.Struct("<HHI")
_OWNER, _OWNING_GROUP, _GROUP, _MASK, _OTHERS = 0x01, 0x04, 0x08, 0x10, 0x20
_NOBODY_NAMED = 0xFFFFFFFF
_ALL, _READ_WRITE = 7, 6


def share(folder: Path, group: int) -> None:
    """Let a group read and write a folder and all below it, now and later. Links are left alone.

    Args:
        folder: to share; all other rights stay as they are.
        group: number of the group.

    Raises:
        OSError: the file system has no access lists.
    """
    for _, _, files, here in os.fwalk(folder):
        _share_folder(here, group)
        for name in files:
            # Journals and drafts may disappear meanwhile.
            with suppress(FileNotFoundError):
                _share_file(name, here, group)


def _share_folder(folder: int, group: int) -> None:
    mode = os.fstat(folder).st_mode
    os.setxattr(folder, _ACCESS, _list(mode, group, _ALL))
    os.setxattr(folder, _DEFAULT, _list(mode, group, _ALL))


def _share_file(name: str, folder: int, group: int) -> None:
    # Opened as a path only, so that links are not followed and pipes do not block.
    handle = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=folder)
    try:
        found = os.fstat(handle)
        # A file with a second link may belong to another user.
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            bits = _ALL if found.st_mode & stat.S_IXUSR else _READ_WRITE
            os.setxattr(f"/proc/self/fd/{handle}", _ACCESS, _list(found.st_mode, group, bits))
    finally:
        os.close(handle)


def _list(mode: int, group: int, bits: int) -> bytes:
    """Return the list: the owner and their group as they are, the group named, and a mask."""
    entries = (
        (_OWNER, mode >> 6 & 7 | bits & 6, _NOBODY_NAMED),
        (_OWNING_GROUP, bits, _NOBODY_NAMED),
        (_GROUP, bits, group),
        (_MASK, _ALL, _NOBODY_NAMED),
        (_OTHERS, mode & 7, _NOBODY_NAMED),
    )
    return _VERSION + b"".join(_ENTRY.pack(*entry) for entry in entries)
