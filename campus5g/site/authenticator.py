"""Signs people in to the Hub by the site's accounts."""

import asyncio
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LogoutHandler
from tornado.web import StaticFileHandler

from campus5g.courseware.look import TOKENS_FILE
from campus5g.places import data_folder
from campus5g.site.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.login_page import LoginPage

STATIC = Path(__file__).parent / "static"


class AccountsAuthenticator(Authenticator):  # type: ignore[misc]
    """Knows whoever has an account; there is no other way in and no sign-up."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.accounts = Accounts(SiteFolders(data_folder()).accounts)

    async def authenticate(self, handler: object, data: dict[str, str]) -> str | None:
        """Return the name of the person who signed in, or None."""
        # argon2 takes tens of milliseconds by design; the Hub serves others meanwhile.
        name = self.normalize_username(data.get("username", ""))
        account = await asyncio.to_thread(self.accounts.verify, name, data.get("password", ""))
        return account.name if account else None

    def get_handlers(self, app: object) -> list[tuple[Any, ...]]:
        """Return the pages of signing in and the files that every page of ours loads."""
        return [
            ("/login", LoginPage),
            ("/logout", LogoutHandler),
            (r"/campus5g/(tokens\.css)", StaticFileHandler, {"path": str(TOKENS_FILE.parent)}),
            (r"/campus5g/(.*)", StaticFileHandler, {"path": str(STATIC)}),
        ]
