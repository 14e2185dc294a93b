"""Runs the portal at the Hub's address for it: ``python -m campus5g.site.portal``."""

import os
from urllib.parse import urlsplit

import uvicorn
from jupyterhub.services.auth import HubOAuth

from campus5g.places import data_folder
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.portal.app import create_portal
from campus5g.site.portal.rounds import make_rounds
from campus5g.site.portal.sign_in import HubSignIn
from campus5g.site.records.database import Database


def main() -> None:
    """Serve until the Hub ends it."""
    if surroundings.in_classroom():
        # Only the site and the trainers may read cohorts' folders.
        os.umask(0o007)
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    folders = SiteFolders(data_folder())
    database = Database.of_site(folders.records)
    make_rounds(folders, database)
    portal = create_portal(
        folders,
        database,
        HubSignIn(HubOAuth(cache_max_age=60), Accounts(database)),
        prefix=os.environ["JUPYTERHUB_SERVICE_PREFIX"].rstrip("/"),
    )
    uvicorn.run(
        portal,
        host=address.hostname or "127.0.0.1",
        port=address.port or 0,
        log_level="warning",
        # Addresses of people's browsers must not be logged.
        access_log=False,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()
