"""The Hub as a process: ``python -m campus5g.site.hub -f jupyter_config.py``.

JupyterHub itself, and two promises to the program that started it: it prints one line
of JSON on standard output, ``{"ready": true, "url": "http://…"}``, when people
can sign in, and it ends, with every process it started, when standard input closes. Without such a
program (no mark of a run in its environment, as in a chart's pod) it makes no promise, and people's
servers outlive it.
"""

import asyncio
import os

from jupyterhub import orm
from jupyterhub.app import JupyterHub

from campus5g.site import surroundings
from campus5g.site.hub.own_database import make_schema_of_hub
from campus5g.site.hub.sign_ins import end_outdated, end_outdated_from_now_on
from campus5g.site.running.supervised import Supervisor


class CampusHub(JupyterHub):  # type: ignore[misc]
    """A JupyterHub that reports when it is ready and does not outlive its supervisor."""

    name = "jupyterhub"

    supervisor: Supervisor | None = None

    watches: list[asyncio.Task[None]]
    """Look after sign-ins, and in a classroom after the disk, as long as the Hub runs."""

    def init_db(self) -> None:
        """Open the Hub's database."""
        make_schema_of_hub()
        super().init_db()

    async def init_spawners(self) -> None:
        """Forget the servers of earlier runs: none outlives its run, where it is marked.

        The numbers and ports of their processes may be anybody's by now, such as those of the site
        that this one was copied from.
        """
        if self.supervisor is not None:
            for spawner in self.db.query(orm.Spawner).filter(orm.Spawner.server_id.is_not(None)):
                spawner.server, spawner.state = None, {}
            self.db.commit()
        await super().init_spawners()

    async def start(self) -> None:
        """Start the Hub, then report that it is ready."""
        await super().start()
        # What changed while the site was stopped counts before anybody comes.
        await end_outdated(self)
        self.watches = [asyncio.create_task(end_outdated_from_now_on(self))]
        if surroundings.in_classroom():
            from campus5g.site.classroom.disk import end_what_takes_too_much

            self.watches.append(asyncio.create_task(end_what_takes_too_much(self)))
        if self.supervisor is not None:
            await self.supervisor.tell_ready(self.bind_url)


def main() -> None:
    """Run the Hub until it is stopped."""
    if surroundings.in_classroom():
        # Its files are in a folder that others may pass through.
        os.umask(0o077)
    if surroundings.run_mark():
        CampusHub.supervisor = Supervisor()
    CampusHub.launch_instance()


if __name__ == "__main__":
    main()
