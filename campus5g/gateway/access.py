"""Who may use the kit: the holder of its token."""

import hmac
import os
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from campus5g.errors import CampusError
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.gateway.wording import say

SHORTEST_TOKEN = 16

Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def token_check(token: str) -> Callable[[HTTPAuthorizationCredentials | None], None]:
    """Return the dependency that lets only the token's holder pass, in constant time."""
    expected = token.encode()

    async def holder(credentials: Credentials) -> None:
        given = credentials.credentials.encode() if credentials else b""
        if not hmac.compare_digest(given, expected):
            raise GatewayError(
                HTTPStatus.UNAUTHORIZED,
                say(
                    fr="Ce kit ne reconnaît pas votre jeton d’accès.",
                    en="This kit does not know your access token.",
                ),
                say(
                    fr="Demandez le jeton de votre réservation, ou relancez `kit.connect()`.",
                    en="Ask for the token of your booking, or call `kit.connect()` again.",
                ),
            )

    return holder  # type: ignore[return-value]


def for_holder(token: str, *statuses: int, content: dict[str, Any] | None = None) -> Any:
    """Return what a route for the token's holder declares.

    Args:
        token: the kit's.
        statuses: of the errors that it can answer with.
        content: what it answers in place of JSON.
    """
    responses: dict[int, dict[str, Any]] = {
        status: {"model": Problem} for status in (401, *statuses)
    }
    if content is not None:
        responses[200] = {"content": content}
    return {"dependencies": [Depends(token_check(token))], "responses": responses}


def token_from_surroundings() -> str:
    """Take the token from ``CAMPUS5G_TOKEN_FILE``, else from ``CAMPUS5G_TOKEN``.

    The variable is removed, so that no child process inherits the token.

    Raises:
        CampusError: there is none, its file can't be read, or it is too short to be secret.
    """
    token = os.environ.pop("CAMPUS5G_TOKEN", "")
    file = os.environ.get("CAMPUS5G_TOKEN_FILE")
    if file:
        try:
            token = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CampusError(
                f"The token file {file} can't be read ({error.__class__.__name__}).",
                "Check CAMPUS5G_TOKEN_FILE and the file's permissions.",
            ) from error
    token = token.strip()
    if len(token) < SHORTEST_TOKEN:
        raise CampusError(
            f"The gateway needs a token of at least {SHORTEST_TOKEN} characters.",
            "Put a random one in a file of mode 0600 and name it in CAMPUS5G_TOKEN_FILE.",
        )
    return token
