"""Signs people in with the site's accounts, or from the learning platform."""

import asyncio
import datetime
from typing import Any

from jupyterhub.utils import get_browser_protocol, url_path_join
from tornado.httputil import HTTPServerRequest

from campus5g.places import data_folder
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.authenticator import AccountsAuthenticator
from campus5g.site.hub.language import language_of_reader
from campus5g.site.lti.arrival import Arrival, arrive
from campus5g.site.lti.launch import read_launch
from campus5g.site.lti.pages import LaunchBegin, LaunchEnd
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.lti.used_nonces import UsedNonces
from campus5g.site.records.database import Database

BEGIN = "/lti13/oauth_login"
END = "/lti13/oauth_callback"


class LtiAuthenticator(AccountsAuthenticator):
    """Both ways in. Its attributes are what `ltiauthenticator`'s pages ask of theirs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        folders = SiteFolders(data_folder())
        lti = load_lti_settings(folders.lti_settings)
        if lti is None:
            raise FileNotFoundError(folders.lti_settings)
        self.lti = lti
        self.platform = lti.platform
        self.issuer = lti.issuer
        self.client_id = {lti.client_id}
        self.authorize_url = lti.authorization_endpoint
        self.jwks_endpoint = lti.jwks_endpoint
        self.jwks_algorithms = ["RS256"]
        self.nonces = UsedNonces()
        self._database = Database.of_site(folders.records)

    def callback_url(self, base_url: str) -> str:
        """Return where the platform sends its answer."""
        address: str = url_path_join(base_url, END)
        return address

    def get_uri_scheme(self, request: HTTPServerRequest) -> str:
        """Return ``http`` or ``https``, as the browser came."""
        scheme: str = get_browser_protocol(request)
        return scheme

    async def authenticate(self, handler: Any, data: dict[str, Any]) -> str | None:
        """Return the name of a person who comes by a launch or by the sign-in page.

        Raises:
            CampusError: the launch is refused.
        """
        # Only the page of a launch hands over claims, and only verified ones.
        if not isinstance(handler, LaunchEnd):
            return await super().authenticate(handler, data)
        arrival = await asyncio.to_thread(self._arrive, handler, data)
        handler.landing = arrival.landing
        return arrival.account

    def _arrive(self, handler: LaunchEnd, claims: dict[str, Any]) -> Arrival:
        today = datetime.datetime.now(datetime.UTC).date()
        with self._database.session() as records:
            return arrive(
                records, self.lti, read_launch(claims), language_of_reader(handler), today
            )

    def get_handlers(self, app: object) -> list[tuple[Any, ...]]:
        """Return the pages of both ways."""
        return [(BEGIN, LaunchBegin), (END, LaunchEnd), *super().get_handlers(app)]
