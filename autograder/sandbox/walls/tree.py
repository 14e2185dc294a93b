"""The root that learners see: the system's programs and the interpreter, read-only.

It is built once, by the warm parent, from bind mounts; each enclosure takes the same list from
there. Nothing else of the host has a name in it.
"""

import ast
import os
import re
import site
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.limits import MEBIBYTE
from autograder.sandbox.walls.syscalls import (
    MNT_DETACH,
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_REC,
    make_read_only,
    make_root_read_only,
    mount,
    pivot_root,
    unmount,
)

SYSTEM_FOLDERS = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"),
    *("/nix/store", "/gnu/store"),
)
# Programs and libraries look these up; none of them names a person, a network or a secret.
SYSTEM_SETTINGS = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/timezone",
    "/etc/wireshark",
    "/etc/R",
)
DEVICES = ("null", "zero", "full", "random", "urandom")

LEARNER = "learner"
LEARNER_ID = 1000
_INSTALLATIONS = ("site-packages", "dist-packages")
_OWN_BYTES = 64 * MEBIBYTE
_OWN_INODES = 4096
HARDENED = MS_NOSUID | MS_NODEV | MS_NOEXEC
HOST_NAME = "autograder"
HOME = f"/home/{LEARNER}"

WRITTEN_SETTINGS = {
    "/etc/passwd": f"{LEARNER}:x:{LEARNER_ID}:{LEARNER_ID}::{HOME}:/bin/sh\n",
    "/etc/group": f"{LEARNER}:x:{LEARNER_ID}:\n",
    "/etc/hosts": f"127.0.0.1 localhost {HOST_NAME}\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    # No network, but programs that look for a name server here (scapy) complain of none.
    "/etc/resolv.conf": "nameserver 127.0.0.1\n",
}

_FINDER_MAPPING = re.compile(r"^MAPPING[^=]*=\s*(\{.*\})\s*$", re.MULTILINE)


def package_folders() -> Iterator[Path]:
    """Find what this interpreter imports from: its prefixes, and packages installed elsewhere.

    Of a folder that a ``.pth`` file (or ``PYTHONPATH``) names, only the packages are taken, unless
    it is another installation's: the folder is often a repository, with courses and solutions.
    """
    roots = [Path(sys.prefix), Path(sys.base_prefix)]
    if site.ENABLE_USER_SITE:
        roots.append(Path(site.getusersitepackages()))
    yield from roots
    # This package itself, where another interpreter than the grader's runs it.
    yield Path(__file__).parents[2]
    for entry in map(Path, sys.path):
        if not entry.is_dir() or any(entry.is_relative_to(root) for root in roots):
            continue
        if entry.name in _INSTALLATIONS:
            yield entry
        else:
            yield from (file.parent for file in entry.glob("*/__init__.py"))
    for folder in map(Path, sys.path):
        for finder in folder.glob("__editable__*_finder.py"):
            found = _FINDER_MAPPING.search(finder.read_text(encoding="utf-8"))
            if found:
                yield from map(Path, ast.literal_eval(found[1]).values())


def readable_paths(readable: Iterable[Path]) -> list[Path]:
    """List every file and folder of the host that the root shows, parents before children."""
    wanted = {*map(Path, SYSTEM_FOLDERS), *map(Path, SYSTEM_SETTINGS)}
    for path in (*package_folders(), *readable):
        wanted |= {path, path.resolve()}
    kept: list[Path] = []
    for path in sorted(filter(_exists, wanted)):
        if not any(path.is_relative_to(parent) for parent in kept):
            kept.append(path)
    return kept


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False


@dataclass(frozen=True)
class Writable:
    """Folders that can be written. They share one tmpfs, so that one size limits them together."""

    places: tuple[Path, ...]
    size_bytes: int
    inodes: int


def build_first(paths: list[Path]) -> None:
    """Make the warm parent's root, in which only these paths of the host exist, and move into it.

    Each is seen at its own place, read-only; beside them there are the devices that hold no state,
    the few settings that must not be the host's, the processes of this pid namespace, and folders
    of its own for what modules write when they are imported.
    """

    def furnish(root: Path) -> None:
        _write_settings(root)
        _show_devices(root)
        mount("proc", f"{root}/proc", "proc", HARDENED)

    places = (Path("/tmp"), Path(HOME))  # noqa: S108 - a tmpfs of its own
    _build(paths, Writable(places, _OWN_BYTES, _OWN_INODES), make_read_only, furnish)


def build_again(paths: list[Path], writable: Writable) -> None:
    """Make an enclosure's root out of the warm parent's, with its own terminals and folders.

    Args:
        paths: those of `build_first`.
        writable: empty folders.
    """
    shown = [path for path in paths if not path.is_relative_to("/etc")]

    def furnish(root: Path) -> None:
        mount("proc", f"{root}/proc", "proc", HARDENED)
        mount("devpts", f"{root}/dev/pts", "devpts", MS_NOSUID, "newinstance,ptmxmode=666")

    # A bind of what is read-only is read-only.
    _build([*shown, Path("/dev"), Path("/etc")], writable, lambda _: None, furnish)


def _build(
    paths: list[Path],
    writable: Writable,
    protect: Callable[[str], None],
    furnish: Callable[[Path], None],
) -> None:
    root = Path("/tmp")  # noqa: S108 - what it holds is hidden, so it is taken hold of before
    held = {path: os.open(path, os.O_PATH) for path in paths if path.is_relative_to(root)}
    mount("tmpfs", str(root), "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m,nr_inodes=4096")
    # Hidden below the processes afterwards: taking a mount away costs milliseconds.
    store = root / "proc"
    store.mkdir()
    options = f"mode=755,size={writable.size_bytes},nr_inodes={writable.inodes}"
    mount("tmpfs", str(store), "tmpfs", MS_NOSUID | MS_NODEV, options)
    # Parents before children, or a later mount would hide an earlier one.
    for path in sorted({*paths, *writable.places}, key=lambda path: len(path.parts)):
        if path in writable.places:
            _bind_empty(path, root, store)
        else:
            source = f"/proc/self/fd/{held[path]}" if path in held else str(path)
            _show(path, root, source, protect)
    for descriptor in held.values():
        os.close(descriptor)
    furnish(root)
    make_root_read_only(str(root))
    os.chdir(root)
    pivot_root(".", ".")
    unmount(".", MNT_DETACH)
    os.chdir("/")


def _bind_empty(path: Path, root: Path, store: Path) -> None:
    folder = store / str(sum(1 for _ in store.iterdir()))
    folder.mkdir()
    target = root / path.relative_to("/")
    target.mkdir(parents=True, exist_ok=True)
    mount(str(folder), str(target), "", MS_BIND)


def _show(path: Path, root: Path, source: str, protect: Callable[[str], None]) -> None:
    """Make `source` visible at its place; a symbolic link of the system stays one."""
    target = root / path.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if str(path) in SYSTEM_FOLDERS and path.is_symlink():
        target.symlink_to(path.readlink())
        return
    if Path(source).is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    mount(source, str(target), "", MS_BIND | MS_REC)
    protect(str(target))


def _show_devices(root: Path) -> None:
    """Give the root the devices that hold no state, and the usual links."""
    dev = root / "dev"
    dev.mkdir()
    for name in DEVICES:
        (dev / name).touch()
        mount(f"/dev/{name}", str(dev / name), "", MS_BIND)
    for name, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
    ):
        (dev / name).symlink_to(target)
    for name in ("pts", "shm"):
        (dev / name).mkdir()


def _write_settings(root: Path) -> None:
    """Write the few files of ``/etc`` that must not be the host's."""
    for name, text in WRITTEN_SETTINGS.items():
        file = root / name.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
