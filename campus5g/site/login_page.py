"""The sign-in page, in the language of the person in front of it."""

from typing import Any

from jupyterhub.handlers.login import LoginHandler

from campus5g.language import LANGUAGES, Language, translator
from campus5g.site.hub_language import preferred_language, site_language

COOKIE = "campus5g-language"


class LoginPage(LoginHandler):  # type: ignore[misc]
    """Before sign-in no account says which language to speak."""

    def reader_language(self) -> Language:
        """Return the language that was asked for, else the browser's, else the site's."""
        asked = self.get_query_argument("lang", default="")
        for language in LANGUAGES:
            if asked == language:
                self.set_cookie(COOKIE, language, samesite="Lax", path=self.hub.base_url)
                return language
        remembered = self.get_cookie(COOKIE)
        for language in LANGUAGES:
            if remembered == language:
                return language
        header = self.request.headers.get("Accept-Language", "")
        return preferred_language(header) or site_language()

    def render_template(self, name: str, **namespace: Any) -> Any:
        """Render a Hub template in the reader's language."""
        language = self.reader_language()
        return super().render_template(
            name, **{"language": language, "t": translator(language), **namespace}
        )
