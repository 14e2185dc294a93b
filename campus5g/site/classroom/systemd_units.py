"""Servers as units of systemd, which enforces their limits and access."""

import pwd
from typing import Any

from systemdspawner import SystemdSpawner
from traitlets import validate

from campus5g.site.classroom.os_users import NO_SHELL
from campus5g.site.classroom.spawning import MOST_PROCESSES
from campus5g.site.hub.listening import until_it_listens
from campus5g.site.running.ports import free_ports


class UnitSpawner(SystemdSpawner):  # type: ignore[misc]
    """Starts a server as a transient unit of its person's OS user."""

    largest_file_mib: int
    """What one file may hold."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.isolate_tmp = self.disable_user_sudo = True
        self.default_shell = NO_SHELL

    @validate("port")
    def _reserved_port(self, proposal: Any) -> int:
        # The library picks a port early: another program could get it before the server listens.
        return free_ports(1)[0] if proposal.value else 0

    def run_as(self, user: pwd.struct_passwd, cohort_group: str | None, gid: int | None) -> None:
        """Set the OS user that the server runs as.

        Args:
            user: the person's OS user.
            cohort_group: name of the group of the cohort that a trainer's server is for.
            gid: its number, which systemd finds by the name.
        """
        self.username_template = user.pw_name
        # A trainer has one server per cohort, each a unit.
        self.unit_name = "-".join(filter(None, (user.pw_name, "server", self.name)))
        properties = {
            "UMask": "0022",
            "ProtectSystem": "full",
            "OOMPolicy": "continue",
            "LimitFSIZE": f"{self.largest_file_mib}M",
            "TasksMax": str(MOST_PROCESSES),
            # A killed unit is removed, too.
            "CollectMode": "inactive-or-failed",
        }
        if cohort_group is not None:
            properties["SupplementaryGroups"] = cohort_group
        self.unit_extra_properties = properties

    async def start(self) -> Any:
        """Start the server; return its address once it takes connections."""
        address = await super().start()
        await until_it_listens(self)
        return address
