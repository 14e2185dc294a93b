"""Memory limits by control groups, for machines without systemd (cgroups(7), both versions)."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class MemoryGroups:
    """Where control groups with a memory limit are created.

    Attributes:
        folder: of the controller's groups.
        limit_file: takes the limit of a group, in bytes.
    """

    folder: Path
    limit_file: str

    @classmethod
    def of_machine(cls) -> "MemoryGroups | None":
        """Return where this process may create groups; None where the machine does not allow it."""
        for groups in (
            cls(_CGROUPS, "memory.max"),
            cls(_CGROUPS / "memory", "memory.limit_in_bytes"),
        ):
            if groups._usable():
                return groups
        return None

    def make(self, name: str, limit_bytes: int) -> "MemoryGroup":
        """Create a group, or find it again, with its limit."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / self.limit_file).write_text(str(limit_bytes), encoding="ascii")
        return MemoryGroup(folder)

    def _usable(self) -> bool:
        probe = self.folder / f"campus5g-probe-{os.getpid()}"
        try:
            probe.mkdir()
        except OSError:
            return False
        try:
            return (probe / self.limit_file).exists()
        finally:
            probe.rmdir()


@dataclass(frozen=True)
class MemoryGroup:
    """Processes that share a limit; the kernel ends those that would exceed it."""

    folder: Path

    def join(self) -> None:
        """Put this process into the group, with all that it starts from now on."""
        (self.folder / "cgroup.procs").write_text("0", encoding="ascii")

    def remove(self) -> None:
        """Remove the group, unless something in it still runs."""
        with contextlib.suppress(OSError):
            self.folder.rmdir()
