"""How the portal finds the Hub, and where it listens itself."""

import os
from typing import Any
from urllib.parse import SplitResult, urlsplit

from jupyterhub.services.auth import HubOAuth

from campus5g.site import surroundings
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.portal_token import portal_token
from campus5g.site.surroundings import PORTAL, PORTAL_PATH

_REMEMBERED_S = 60


def hub_and_address(folders: SiteFolders) -> tuple[Any, SplitResult]:
    """Return the Hub, and the address to listen at.

    A portal that the Hub started has both from the environment; another one from the site's
    settings.

    Raises:
        CampusError: the settings are no cluster's, or the token is missing.
    """
    if surroundings.part() != "portal":
        return (
            HubOAuth(cache_max_age=_REMEMBERED_S),
            urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"]),
        )
    addresses = load_deployment(folders.deployment).of_cluster()
    hub = HubOAuth(
        cache_max_age=_REMEMBERED_S,
        api_url=f"{addresses.hub.connect}/hub/api",
        api_token=portal_token(folders),
        base_url=PORTAL_PATH,
        # JupyterHub names the clients of its services so.
        oauth_client_id=f"service-{PORTAL}",
        access_scopes={f"access:services!service={PORTAL}"},
    )
    return hub, urlsplit(addresses.portal.bind)
