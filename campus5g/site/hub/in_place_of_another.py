"""Signs a person in on a browser on which another one may still be signed in."""

from typing import Any

from jupyterhub.handlers import BaseHandler

from campus5g.site.surroundings import PORTAL_COOKIE, PORTAL_PATH


class InPlaceOfAnother(BaseHandler):  # type: ignore[misc]
    """Base of pages that sign in without the sign-in page."""

    def set_login_cookie(self, user: Any) -> None:
        """Sign in; another person who was signed in on this browser is signed out first."""
        before = self.get_current_user_cookie()
        if before is not None and before.id != user.id:
            self.clear_login_cookie()
            self.set_session_cookie()
        # The portal keeps sessions of its own.
        self.clear_cookie(PORTAL_COOKIE, path=PORTAL_PATH)
        super().set_login_cookie(user)
