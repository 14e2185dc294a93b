"""The language of the Hub's pages, by reader."""

from collections.abc import Callable
from typing import Any, Protocol

from campus5g.language import LANGUAGES, Language, current_language, translator
from campus5g.places import data_folder
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database

COOKIE = "campus5g-language"


class Named(Protocol):
    """A Hub user, of whom only the name is used here."""

    name: str


def site_language() -> Language:
    """Return the language of the site itself, for people who are not known yet."""
    return current_language()


def language_of(user: Named | None) -> Language:
    """Return the language of the person's account."""
    if user is None:
        return site_language()
    account = Accounts(Database.of_site(SiteFolders(data_folder()).records)).find(user.name)
    return account.language if account else site_language()


def translator_for(user: Named | None) -> Callable[..., str]:
    """Return the ``t`` of a page for a Hub user."""
    return translator(language_of(user))


def preferred_language(accept_language: str) -> Language | None:
    """Return the available language that a browser prefers (RFC 9110, section 12.5.4)."""
    weights: dict[Language, float] = {}
    for choice in accept_language.split(","):
        tag, _, parameter = choice.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language and weight > weights.get(language, 0.0):
                weights[language] = weight
    return max(weights, key=lambda language: weights[language], default=None)


def chosen_language(handler: Any) -> Language | None:
    """Return the language that the reader has chosen on this page, or just before.

    Args:
        handler: the sign-in page, or its form when it is sent.
    """
    asked = handler.get_query_argument("lang", default="")
    sent = handler.get_body_argument("language", default="")
    return next((each for each in LANGUAGES if each in (asked, sent)), None)


def browser_language(handler: Any) -> Language | None:
    """Return the language that a browser remembers from before a sign-in, else that it prefers.

    Args:
        handler: of a request to the Hub.
    """
    remembered = handler.get_cookie(COOKIE)
    known = next((each for each in LANGUAGES if each == remembered), None)
    return known or preferred_language(handler.request.headers.get("Accept-Language", ""))


def language_of_reader(handler: Any) -> Language:
    """Return the language that was asked for, else remembered, else the browser's, else the site's.

    Args:
        handler: a page of the Hub that people see before they have signed in; what was asked for
            is remembered by its answer.
    """
    asked = handler.get_query_argument("lang", default="")
    for language in LANGUAGES:
        if asked == language:
            handler.set_cookie(
                COOKIE,
                language,
                samesite="Lax",
                # The portal's pages before sign-in use it, too.
                path="/",
                secure=handler.request.protocol == "https",
            )
            return language
    return browser_language(handler) or site_language()
