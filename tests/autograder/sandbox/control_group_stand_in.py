"""Folders that look like control groups: plain files without a kernel behind them.

What is written to them shows what the kernel would have been told; what it would tell, a test
writes. Limits that hold are tried in `test_counted_by_the_kernel`, where a kernel keeps them.
"""

from collections.abc import Sequence
from pathlib import Path

from autograder.sandbox.host.control_group import ControlGroups

FILES = {
    "cgroup.type": "domain\n",
    "cgroup.events": "populated 0\nfrozen 0\n",
    "cgroup.kill": "",
    "cgroup.procs": "",
    "memory.events": "oom 0\noom_kill 0\n",
    "memory.swap.max": "max\n",
}


class StandIn(ControlGroups):
    """Makes groups of plain files."""

    def new_folder(self) -> Path:
        folder = super().new_folder()
        for name, text in FILES.items():
            (folder / name).write_text(text)
        return folder

    @property
    def groups(self) -> list[Path]:
        """The groups that have been made: plain files keep their folder from being removed."""
        return [*self.folder.iterdir()]


class Host:
    """A mounted hierarchy, and the folder in ``/proc`` of a process in one of its groups."""

    def __init__(self, place: Path, *, group: str = "user/run-1.scope") -> None:
        self.mount = place / "cgroup"
        self.group = self.mount / group
        self.process = place / "proc"
        self.group.mkdir(parents=True)
        self.process.mkdir()
        (self.process / "cgroup").write_text(f"4:memory:/elsewhere\n0::/{group}\n")
        (self.process / "mountinfo").write_text(
            "22 1 0:21 / /proc rw,nosuid - proc proc rw\n"
            f"30 23 0:26 / {self.mount} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
        )
        self.controls(self.mount, "cpuset cpu io memory pids")
        self.controls(self.group, "memory pids")

    def controls(self, folder: Path, controllers: str) -> None:
        """Let a group have these controllers."""
        (folder / "cgroup.type").write_text("domain\n")
        (folder / "cgroup.controllers").write_text(f"{controllers}\n")
        (folder / "cgroup.subtree_control").write_text("\n")

    def hold(self, pids: Sequence[int]) -> None:
        """Let the group hold these processes."""
        (self.group / "cgroup.procs").write_text("".join(f"{pid}\n" for pid in pids))
