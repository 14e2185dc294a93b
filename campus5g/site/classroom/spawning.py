"""Starts each person's server as their OS user, with or without systemd."""

import os
import pwd
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner

from campus5g.site.classroom.memory import MemoryGroup, MemoryGroups
from campus5g.site.classroom.os_users import NO_SHELL
from campus5g.site.hub.listening import until_it_listens
from campus5g.site.running.ports import free_ports

SYSTEMD = Path("/run/systemd/system")

MOST_PROCESSES = 1024
"""Of one person, threads included: a server with a dozen kernels has half as many."""

# Homes and cohorts' folders are closed to others as a whole; what is inside need not be.
_UMASK = 0o022


def spawner_class() -> str:
    """Return the name of the spawner for this machine."""
    if SYSTEMD.is_dir():
        return "campus5g.site.classroom.systemd_units.UnitSpawner"
    return f"{__name__}.OsUserSpawner"


class OsUserSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts a server as a process of its person's OS user, in a control group of its own."""

    os_user: pwd.struct_passwd
    groups: list[int]
    """Numbers of all groups that the process is in."""

    largest_file_mib: int
    """What one file may hold."""

    memory_group: MemoryGroup | None = None

    def run_as(self, user: pwd.struct_passwd, cohort_group: str | None, gid: int | None) -> None:
        """Set the OS user that the server runs as.

        Args:
            user: the person's OS user.
            cohort_group: name of the group of the cohort that a trainer's server is for.
            gid: its number.
        """
        self.os_user = user
        self.groups = [user.pw_gid] if gid is None else [user.pw_gid, gid]

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return the function that the new process runs before it becomes the server."""
        user, groups, memory = self.os_user, self.groups, self.memory_group
        largest_file_bytes = self.largest_file_mib << 20

        def become() -> None:
            if memory is not None:
                memory.join()
            os.umask(_UMASK)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file_bytes, largest_file_bytes))
            resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
            os.setgroups(groups)
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os.chdir(user.pw_dir)

        return become

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Add the variables that name the OS user."""
        env |= {"USER": self.os_user.pw_name, "HOME": self.os_user.pw_dir, "SHELL": NO_SHELL}
        return env

    async def start(self) -> Any:
        """Start the server, under its limit where the machine has control groups."""
        self.port = free_ports(1)[0]
        groups = MemoryGroups.of_machine()
        if groups is not None and self.mem_limit:
            name = "-".join(filter(None, (self.os_user.pw_name, self.name)))
            self.memory_group = groups.make(name, int(self.mem_limit))
        address = await super().start()
        await until_it_listens(self)
        return address

    async def stop(self, now: bool = False) -> None:
        """Stop the server."""
        await super().stop(now)
        if self.memory_group is not None:
            self.memory_group.remove()
