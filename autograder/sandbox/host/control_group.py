"""Control groups, version 2: the kernel counts what a submission's processes use together.

Where the group that this process runs in has been delegated to it, each submission gets a group of
its own below it, and the kernel ends the whole of it when it takes too much memory. Elsewhere
`autograder.sandbox.host.watch` looks from time to time. The files are those of cgroups(7). Standard
library only: the keeper uses `Membership`.
"""

import contextlib
import errno
import functools
import os
import select
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.language import t
from autograder.limits import Limits
from autograder.sandbox.host import watch

_CONTROLLERS = frozenset({"memory", "pids"})
_OURS = "autograder"
_TRIES = 5
_EMPTY_WITHIN_MS = 5000


@dataclass(frozen=True)
class Membership:
    """The keeper's side of a group: the files of it that the grader has opened."""

    procs: int
    killing: int
    events: int

    def join(self) -> None:
        """Put this process into the group, with all that it starts from now on."""
        os.write(self.procs, b"0")

    def kill(self) -> None:
        """End everything in the group, and what that forks meanwhile."""
        os.write(self.killing, b"1")

    def kernel_killed(self) -> int:
        """Count the processes of the group that the kernel has killed for want of memory."""
        lines = os.pread(self.events, 4096, 0).decode().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


class Obstacle(Enum):
    """Why no groups can be made here."""

    NO_CONTROLLERS = 1
    NOT_DELEGATED = 2

    def sentence(self) -> str:
        """Return what is in the way, and what is done instead."""
        return self._problem() + t(
            fr=" : le bac à sable surveille lui-même la mémoire et le nombre des processus.",
            en=": the sandbox itself watches the memory and the number of processes.",
        )

    def remedy(self) -> str:
        """Return what would let the kernel count."""
        if self is Obstacle.NO_CONTROLLERS:
            return t(
                fr="Pour que le noyau les compte, démarrez la machine avec les seuls groupes de"
                " contrôle v2 (« systemd.unified_cgroup_hierarchy=1 »).",
                en="For the kernel to count them, boot the machine with control groups v2 alone"
                " (“systemd.unified_cgroup_hierarchy=1”).",
            )
        return t(
            fr="Pour que le noyau les compte, lancez « systemd-run --user --scope -p Delegate=yes"
            " autograder … » ; dans un conteneur, faites d’autograder son programme, avec"
            " --security-opt writable-cgroups=true (Podman : unmask=/sys/fs/cgroup).",
            en="For the kernel to count them, run “systemd-run --user --scope -p Delegate=yes"
            " autograder …”; in a container, make autograder its program, with"
            " --security-opt writable-cgroups=true (Podman: unmask=/sys/fs/cgroup).",
        )

    def _problem(self) -> str:
        if self is Obstacle.NO_CONTROLLERS:
            return t(
                fr="Cette machine n’a pas de groupes de contrôle v2 qui comptent",
                en="This host has no control groups v2 that count",
            )
        return t(
            fr="Le groupe de contrôle du correcteur n’est pas à lui seul",
            en="The grader’s control group is not its own",
        )


@dataclass(frozen=True)
class ControlGroups:
    """A delegated group without processes of its own, below which groups are made."""

    folder: Path

    @contextlib.contextmanager
    def group(self, limits: Limits) -> Iterator[Membership]:
        """Make a group for one submission; at the end nothing runs in it any more.

        To the kernel, what lies in the workspace is memory too.

        Raises:
            OSError: it can't be made.
        """
        folder = self.new_folder()
        with contextlib.ExitStack() as stack:
            stack.callback(_remove, folder)
            (folder / "memory.max").write_text(str(limits.memory_bytes + limits.workspace_bytes))
            (folder / "memory.oom.group").write_text("1")
            (folder / "pids.max").write_text(str(limits.processes))
            if (folder / "memory.swap.max").exists():  # the kernel may have no swap
                (folder / "memory.swap.max").write_text("0")
            membership = Membership(
                *(
                    _opened(stack, folder / name, flags)
                    for name, flags in (
                        ("cgroup.procs", os.O_WRONLY),
                        ("cgroup.kill", os.O_WRONLY),
                        ("memory.events", os.O_RDONLY),
                    )
                )
            )
            stack.callback(wait_until_empty, folder)
            stack.callback(membership.kill)
            yield membership

    def new_folder(self) -> Path:
        """Make an empty group, named after the process that made it."""
        return Path(tempfile.mkdtemp(prefix=f"{_OURS}-{os.getpid()}-", dir=self.folder))

    def sweep(self) -> None:
        """Remove what graders that were killed have left."""
        for left in self.folder.glob(f"{_OURS}-*-*"):
            if not Path("/proc", left.name.split("-")[1]).exists():
                _remove(left)


@functools.cache
def control_groups() -> ControlGroups | Obstacle:
    """Return where this process may make groups, and make ready for it; or what is in the way.

    A group that has others below it may have no processes: this one, and what it has started, move
    into one beside those of the submissions.
    """
    return delegated(Path("/proc/self"))


def delegated(process: Path) -> ControlGroups | Obstacle:
    """Do what `control_groups` does, for the process with this folder in ``/proc``."""
    own = _own_group(process)
    if own is None:
        return Obstacle.NO_CONTROLLERS
    mount, folder = own
    if not _words(mount / "cgroup.controllers") >= _CONTROLLERS:
        return Obstacle.NO_CONTROLLERS
    if folder.name == _OURS and _words(folder.parent / "cgroup.subtree_control") >= _CONTROLLERS:
        folder = folder.parent
    if not os.access(folder, os.W_OK) or not _words(folder / "cgroup.controllers") >= _CONTROLLERS:
        return Obstacle.NOT_DELEGATED
    try:
        _make_ready(folder)
    except OSError:
        return Obstacle.NOT_DELEGATED
    groups = ControlGroups(folder)
    groups.sweep()
    return groups


def _own_group(process: Path) -> tuple[Path, Path] | None:
    """Find where version 2 is mounted, and in it the folder of this process's group."""
    entries = _text(process / "cgroup").splitlines()
    path = next((entry[3:] for entry in entries if entry.startswith("0::")), None)
    if path is None:
        return None
    for line in _text(process / "mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        root, mount = before.split()[3:5]
        if after.split()[0] == "cgroup2" and Path(path).is_relative_to(root):
            return Path(mount), Path(mount, Path(path).relative_to(root))
    return None


def _make_ready(folder: Path) -> None:
    """Empty the group of its processes, and let the kernel count in those below it.

    Raises:
        OSError: not all that is in it may be moved.
    """
    control = folder / "cgroup.subtree_control"
    if _words(control) >= _CONTROLLERS:
        return
    ours = folder / _OURS
    for _ in range(_TRIES):
        # Only the root of the machine, which has no type, may have processes and groups.
        if (folder / "cgroup.type").exists():
            pids = set(map(int, (folder / "cgroup.procs").read_text().split()))
            if not _may_move(folder, pids):
                break
            ours.mkdir(exist_ok=True)
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    (ours / "cgroup.procs").write_text(str(pid))
        try:
            control.write_text(" ".join(f"+{name}" for name in _CONTROLLERS))
        except OSError as error:
            if error.errno != errno.EBUSY:  # something has been started in it meanwhile
                raise
        else:
            return
    raise PermissionError(folder)


def _may_move(folder: Path, pids: set[int]) -> bool:
    """Return whether we may move all of them: we started them, or systemd delegated them."""
    if pids <= {os.getpid(), *watch.descendants(os.getpid())}:
        return True
    try:
        return os.getxattr(folder, "user.delegate") == b"1"
    except OSError:
        return False


def _words(file: Path) -> set[str]:
    return set(_text(file).split())


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _opened(stack: contextlib.ExitStack, file: Path, flags: int) -> int:
    descriptor = os.open(file, flags | os.O_CLOEXEC)
    stack.callback(os.close, descriptor)
    return descriptor


def wait_until_empty(folder: Path) -> None:
    """Wait until no process of the group is left, but not for ever."""
    with (folder / "cgroup.events").open("rb", buffering=0) as events:
        change = select.poll()
        change.register(events, select.POLLPRI)
        while b"populated 1" in events.read() and change.poll(_EMPTY_WITHIN_MS):
            events.seek(0)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
