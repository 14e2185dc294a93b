"""Signs people in to the Hub by the site's accounts."""

import asyncio
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers.login import LogoutHandler
from jupyterhub.user import User
from jupyterhub.utils import maybe_future
from tornado.web import StaticFileHandler

from campus5g.language import LANGUAGES
from campus5g.look import TOKENS_FILE
from campus5g.places import data_folder
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.accounts.first_sign_in import PAGE as FIRST_SIGN_IN
from campus5g.site.accounts.sign_in_limit import SignInLimit
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.first_sign_in_page import FirstSignInPage
from campus5g.site.hub.language import browser_language
from campus5g.site.hub.login_page import LoginPage
from campus5g.site.hub.sign_in_log import note_refused_sign_in, note_sign_in
from campus5g.site.hub.sign_ins import HANDLERS as SIGN_INS
from campus5g.site.records.database import Database

STATIC = Path(__file__).parents[1] / "static"


class AccountsAuthenticator(Authenticator):  # type: ignore[misc]
    """Signs in people who have an account; the Hub itself offers no sign-up."""

    platform = ""
    """The learning platform that people also come from; empty without one."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.limit = SignInLimit()
        self.database = Database.of_site(SiteFolders(data_folder()).records)
        self.accounts = Accounts(self.database)

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        """Return the name of the person who signed in, or None.

        People who have just made their account are known by what their browser keeps of that.

        After too many failures, sign-in is refused for a while, and the page says so. A language
        that was chosen on the page is the account's from now on; until a person has chosen one, it
        is that of the browser.
        """
        if isinstance(handler, FirstSignInPage):
            return await handler.account(self.database)
        # argon2 takes tens of milliseconds by design; the Hub serves others meanwhile.
        name = self.normalize_username(data.get("username", ""))
        address = handler.request.remote_ip
        handler.wait_s = self.limit.begin(name, address)
        if handler.wait_s:
            return None
        account = await asyncio.to_thread(self.accounts.verify, name, data.get("password", ""))
        if account is None:
            await asyncio.to_thread(note_refused_sign_in, self.database, name)
            return None
        self.limit.succeeded(name, address)
        chosen = next((each for each in LANGUAGES if each == data.get("language")), None)
        if chosen is not None:
            await asyncio.to_thread(self.accounts.choose_language, account.name, chosen)
        elif (preferred := browser_language(handler)) is not None:
            await asyncio.to_thread(self.accounts.follow_browser, account.name, preferred)
        return account.name

    async def run_post_auth_hook(self, handler: Any, auth_model: dict[str, Any]) -> dict[str, Any]:
        """Note who signed in, by whatever way."""
        model: dict[str, Any] = await super().run_post_auth_hook(handler, auth_model)
        await asyncio.to_thread(note_sign_in, self.database, model["name"])
        return model

    async def add_user(self, user: Any) -> None:
        """Have a new user's cookie name what it rests on (`sign_ins`)."""
        await maybe_future(super().add_user(user))
        # At its start the Hub gives the users it knows, as rows of its database.
        if isinstance(user, User):
            bases = await asyncio.to_thread(self.accounts.sign_in_bases, user.name)
            user.orm_user.cookie_id = bases.get(user.name, user.orm_user.cookie_id)
            user.db.commit()

    def get_handlers(self, app: object) -> list[tuple[Any, ...]]:
        """Return the sign-in pages, and the files that every page loads.

        In a classroom server, what the Hub does for the portal too.
        """
        duties = []
        if surroundings.in_classroom():
            from campus5g.site.classroom.duties import HANDLERS

            duties = HANDLERS
        return [
            *duties,
            *SIGN_INS,
            ("/login", LoginPage),
            (FIRST_SIGN_IN.removeprefix("/hub"), FirstSignInPage),
            ("/logout", LogoutHandler),
            (
                r"/campus5g/((?:tokens|base)\.css)",
                StaticFileHandler,
                {"path": str(TOKENS_FILE.parent)},
            ),
            (r"/campus5g/(.*)", StaticFileHandler, {"path": str(STATIC)}),
        ]
