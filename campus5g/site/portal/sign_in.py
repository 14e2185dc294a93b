"""Who is asking: sessions of the portal, started by signing in at the Hub (OAuth 2, PKCE)."""

import logging
import secrets
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.surroundings import PORTAL_COOKIE

_STATE_COOKIE = "campus5g-portal-state"
_STATE_LASTS_S = 600
_HUB_ANSWERS_WITHIN_S = 20.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Session:
    """A signed-in browser: the account's name, and a secret that only this browser has."""

    name: str
    secret: str
    basis: str = ""
    """What it rests on (`accounts.sign_in_basis`); empty where the Hub alone knows."""


def uses_https(request: Request) -> bool:
    """Return whether the browser came by https, according to the outermost proxy."""
    outermost = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip()
    return (outermost or request.url.scheme) == "https"


class SignIn(Protocol):
    """Knows the sessions and starts new ones."""

    async def session(self, request: Request) -> Session | None:
        """Return the session of a request, None if it has expired."""

    async def owner_of_token(self, token: str) -> str | None:
        """Return the owner of a server's token, None if it is unknown."""

    def begin(self, request: Request, then: str) -> Response:
        """Send a browser to sign in; it comes back to the path `then`."""

    def end_outdated(self, name: str) -> None:
        """End a person's sign-ins everywhere that rest on what has changed of their account."""


class HubSignIn:
    """Signs in by the Hub. A session lives as long as the Hub's token does.

    Sessions are kept in memory: after a restart the Hub makes a new one without another sign-in.

    Args:
        hub: `jupyterhub.services.auth.HubOAuth`, set up by the Hub's environment.
        accounts: those of the site.
    """

    def __init__(self, hub: Any, accounts: Accounts) -> None:
        self._hub = hub
        self._accounts = accounts
        self._begun: dict[str, tuple[str, str]] = {}

    async def session(self, request: Request) -> Session | None:
        """Return the session of a request, if the Hub still knows its token."""
        secret = request.cookies.get(PORTAL_COOKIE, "")
        if secret not in self._begun:
            return None
        token, basis = self._begun[secret]
        user = await self._hub.user_for_token(token, sync=False)
        if user is None:
            self._begun.pop(secret, None)
            return None
        return Session(user["name"], secret, basis)

    async def owner_of_token(self, token: str) -> str | None:
        """Return the owner of the server to which the Hub gave this token."""
        # Asked each time: a token may have ended a moment ago.
        user = await self._hub.user_for_token(token, use_cache=False, sync=False)
        return user["name"] if user and user.get("kind") == "user" else None

    def begin(self, request: Request, then: str) -> Response:
        """Send a browser to the Hub, whose sign-in page it sees unless it has passed that."""
        verifier, challenge, method = self._hub.generate_pkce_code_challenge()
        state = self._hub.generate_state(then, code_verifier=verifier)
        query = {
            "client_id": self._hub.oauth_client_id,
            "redirect_uri": self._hub.oauth_redirect_uri,
            "response_type": "code",
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": method,
        }
        answer = RedirectResponse(
            f"{self._hub.oauth_authorization_url}?{urlencode(query)}", status_code=303
        )
        answer.set_cookie(
            _STATE_COOKIE,
            state,
            max_age=_STATE_LASTS_S,
            path=self._hub.base_url,
            secure=uses_https(request),
            httponly=True,
            samesite="lax",
        )
        return answer

    async def finish(self, request: Request) -> Response:
        """Answer the browser that comes back from the Hub."""
        state = request.query_params.get("state", "")
        kept = request.cookies.get(_STATE_COOKIE, "")
        code = request.query_params.get("code", "")
        if not (code and state and secrets.compare_digest(state.encode(), kept.encode())):
            return self.begin(request, self._hub.base_url)
        then = self._hub.get_next_url(state)
        verifier = self._hub._decode_state(state).get("code_verifier")
        self._hub.clear_oauth_state(state)
        token = await self._hub.token_for_code(code, code_verifier=verifier, sync=False)
        user = await self._hub.user_for_token(token, sync=False)
        if user is None:
            return self.begin(request, then)
        bases = await run_in_threadpool(self._accounts.sign_in_bases, user["name"])
        secret = secrets.token_urlsafe(32)
        self._begun[secret] = token, bases.get(user["name"], "closed")
        answer = RedirectResponse(then, status_code=303)
        answer.delete_cookie(_STATE_COOKIE, path=self._hub.base_url)
        answer.set_cookie(
            PORTAL_COOKIE,
            secret,
            path=self._hub.base_url,
            secure=uses_https(request),
            httponly=True,
            samesite="lax",
        )
        return answer

    def end_outdated(self, name: str) -> None:
        """Ask the Hub to end them; where it does not answer, it finds out by itself soon."""
        try:
            httpx.delete(
                f"{self._hub.api_url.removesuffix('/api')}/sign-ins/{name}",
                headers={"Authorization": f"token {self._hub.api_token}"},
                timeout=_HUB_ANSWERS_WITHIN_S,
            )
        except httpx.HTTPError as error:
            _log.warning("The Hub did not end the sign-ins of %s: %s", name, error)

    def router(self) -> APIRouter:
        """Return the one page that the Hub sends browsers back to."""
        router = APIRouter()
        router.add_api_route("/oauth_callback", self.finish, include_in_schema=False)
        return router
