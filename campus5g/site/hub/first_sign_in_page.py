"""Signs people in who have just made their account, in the browser in which they made it."""

import asyncio

from campus5g.site.accounts.first_sign_in import COOKIE, PAGE, newcomer
from campus5g.site.hub.in_place_of_another import InPlaceOfAnother
from campus5g.site.records.database import Database
from campus5g.site.surroundings import PORTAL_PATH


class FirstSignInPage(InPlaceOfAnother):
    """Leads to the portal, signed in; to the sign-in page where the cookie is not valid."""

    async def get(self) -> None:
        """Sign in; the browser forgets the cookie."""
        user = await self.login_user()
        self.clear_cookie(COOKIE, path=PAGE)
        self.redirect(self.settings["login_url"] if user is None else PORTAL_PATH)

    async def account(self, database: Database) -> str | None:
        """Return whose account was made in this browser, None if none was, or long ago.

        Args:
            database: holds the accounts.
        """
        return await asyncio.to_thread(self._account, database)

    def _account(self, database: Database) -> str | None:
        with database.session() as records:
            return newcomer(records, self.get_cookie(COOKIE, ""))
