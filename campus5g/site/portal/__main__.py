"""Runs the portal: ``python -m campus5g.site.portal``, as the Hub's child or apart from it."""

import os

import uvicorn

from campus5g.places import data_folder
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.hand_ins.taking_in import remove_drafts
from campus5g.site.logs import log_to_standard_output
from campus5g.site.portal.app import create_portal
from campus5g.site.portal.hub_here import hub_and_address
from campus5g.site.portal.own_servers import HubServers
from campus5g.site.portal.rounds import make_rounds
from campus5g.site.portal.server import PortalServer
from campus5g.site.portal.sign_in import HubSignIn
from campus5g.site.records.database import Database
from campus5g.site.running.supervised import Supervisor
from campus5g.site.surroundings import LOOPBACK


def main() -> None:
    """Serve until it is told to end."""
    supervisor = None
    if surroundings.part() == "portal":
        supervisor = Supervisor() if surroundings.run_mark() else None
        log_to_standard_output()
    if surroundings.in_classroom():
        # Only the site and the trainers may read cohorts' folders.
        os.umask(0o007)
    folders = SiteFolders(data_folder())
    if surroundings.PROGRESS not in os.environ:
        # It was not started by the Hub, which would have told it.
        os.environ.update(surroundings.chosen_for_portal(load_deployment(folders.deployment)))
    database = Database.of_site(folders.records)
    remove_drafts(folders)
    make_rounds(folders, database)
    hub, address = hub_and_address(folders)
    portal = create_portal(
        folders,
        database,
        HubSignIn(hub, Accounts(database)),
        prefix=hub.base_url.rstrip("/"),
        servers=HubServers(hub),
    )
    PortalServer(
        uvicorn.Config(
            portal,
            host=address.hostname or LOOPBACK,
            port=address.port or 0,
            log_level="warning",
            # Addresses of people's browsers must not be logged.
            access_log=False,
            proxy_headers=False,
        ),
        supervisor,
    ).run()


if __name__ == "__main__":
    main()
