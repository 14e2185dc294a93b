"""The namespaces and the root of one enclosure, and the few places in it that can be written."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.limits import MEBIBYTE
from autograder.sandbox.messages import Message
from autograder.sandbox.walls import landlock, syscalls, tree
from autograder.sandbox.walls.loopback import raise_loopback

_INODES_PER_MEBIBYTE = 64


@dataclass(frozen=True)
class Places:
    """Where a notebook may write; `shared_memory` where ``/dev/shm`` can be its own."""

    workspace: Path
    home: Path
    temporary: Path
    shared_memory: Path | None

    def all(self) -> list[Path]:
        """Return all of them."""
        places = [self.workspace, self.home, self.temporary]
        return places if self.shared_memory is None else [*places, self.shared_memory]


def enclose(order: Message) -> Places:
    """Give this process namespaces of its own and a root in which only tmpfs can be written."""
    syscalls.unshare(
        syscalls.CLONE_NEWNS | syscalls.CLONE_NEWIPC | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWNET
    )
    syscalls.set_hostname(tree.HOST_NAME)
    raise_loopback()
    places = Places(
        workspace=Path(order["workspace"]),
        home=Path(tree.HOME),
        temporary=Path("/tmp"),  # noqa: S108 - a tmpfs of its own
        shared_memory=Path("/dev/shm"),  # noqa: S108 - likewise
    )
    size_bytes = order["limits"]["workspace_bytes"]
    writable = tree.Writable(
        tuple(places.all()), size_bytes, 1024 + _INODES_PER_MEBIBYTE * (size_bytes // MEBIBYTE)
    )
    tree.build_again([Path(path) for path in order["shown"]], writable)
    return places


def settle(order: Message) -> Places:
    """Without namespaces: make the same places in a folder of the host that goes at the end."""
    base = Path(tempfile.mkdtemp(dir=order["base"]))
    places = Places(
        workspace=base / Path(order["workspace"]).name,
        home=base / "home",
        temporary=base / "tmp",
        shared_memory=None,
    )
    for place in places.all():
        place.mkdir()
    os.environ.update(HOME=str(places.home), TMPDIR=str(places.temporary))
    # What the warm parent has imported may have asked before; the notebook asks again.
    tempfile.tempdir = None
    return places


def landlock_rules(order: Message, places: Places) -> int | None:
    """Prepare the Landlock rules of this enclosure; `None` where the kernel has no Landlock."""
    if landlock.abi() == 0:
        return None
    if order["level"] == "namespaces":
        return landlock.ruleset(
            readable=[Path("/")], writable=places.all(), devices=[Path("/dev")], network=True
        )
    return landlock.ruleset(
        readable=[Path(path) for path in order["shown"]],
        writable=places.all(),
        devices=[Path("/dev", name) for name in tree.DEVICES],
        network=False,
    )
