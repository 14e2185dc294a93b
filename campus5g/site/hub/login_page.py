"""The sign-in page, in the language of the person in front of it."""

import math
from typing import Any

from jupyterhub.handlers.login import LoginHandler

from campus5g.language import translator
from campus5g.places import data_folder
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.language import chosen_language, language_of_reader
from campus5g.site.records.database import Database
from campus5g.site.settings import settings

SIGN_UP = "/services/portal/sign-up"


def _sign_up_address() -> str:
    """Return the address where people create an account; empty where they can't."""
    with Database.of_site(SiteFolders(data_folder()).records).session() as records:
        return SIGN_UP if settings(records).access.sign_up == "open" else ""


class LoginPage(LoginHandler):  # type: ignore[misc]
    """Show the sign-in page, whose reader's language is not known from an account.

    ``wait_s`` is set by the authenticator where a person must wait before the next attempt.
    """

    wait_s: float = 0.0

    def render_template(self, name: str, **namespace: Any) -> Any:
        """Render a Hub template in the reader's language."""
        language = language_of_reader(self)
        return super().render_template(
            name,
            **{
                "language": language,
                "chosen_language": chosen_language(self),
                "t": translator(language),
                "sign_up": _sign_up_address(),
                "platform": self.authenticator.platform,
                "wait_minutes": math.ceil(self.wait_s / 60),
                **namespace,
            },
        )
