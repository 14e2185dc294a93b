"""The language of an answer, for the page and for the code that it calls."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response

from campus5g.language import LANGUAGES, Language, current_language, speak
from campus5g.site.hub.language import COOKIE as LANGUAGE_COOKIE
from campus5g.site.hub.language import preferred_language

ASKED = "lang"
"""The parameter of an address that asks for a language."""


def answer_in(request: Request, language: Language) -> None:
    """Answer a request in a language, from here on.

    Call it in a task of the request's own, not in a thread that a page runs in.
    """
    request.state.language = language
    speak(language)


async def with_language(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Answer in the language that ``?lang=`` asks for, and remember it for the Hub's pages, too.

    Without one it is the language chosen before, else the browser's, else the site's. People
    who are signed in are answered in their own language.
    """
    asked = _known(request.query_params.get(ASKED))
    remembered = _known(request.cookies.get(LANGUAGE_COOKIE))
    browsers = preferred_language(request.headers.get("accept-language", ""))
    answer_in(request, asked or remembered or browsers or current_language())
    answered = await answer(request)
    if asked:
        secure = request.url.scheme == "https"
        answered.set_cookie(LANGUAGE_COOKIE, asked, path="/", samesite="lax", secure=secure)
    return answered


def _known(language: str | None) -> Language | None:
    return next((each for each in LANGUAGES if each == language), None)


def reader_language(request: Request) -> Language:
    """Return the language that a request is answered in."""
    language: Language = request.state.language
    return language
