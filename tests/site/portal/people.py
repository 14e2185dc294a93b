"""The portal of a small site, and its visitors."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from campus5g.site.portal.safety.forgery import FIELD, form_token
from campus5g.site.portal.sign_in import Session

SIGN_IN = "/sign-in-at-the-hub"
PERSON = "test-person"


class ByName:
    """Signs in anyone by name: the Hub's part is tested with a real Hub."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def session(self, request: Request) -> Session | None:
        name = request.headers.get(PERSON)
        return Session(name, f"secret of {name}") if name else None

    async def owner_of_token(self, token: str) -> str | None:
        return token.removeprefix("server of ") if token.startswith("server of ") else None

    def end_outdated(self, name: str) -> None:
        self.ended.append(name)

    def begin(self, request: Request, then: str) -> Response:
        return RedirectResponse(f"{SIGN_IN}?then={then}", status_code=303)


@dataclass(frozen=True)
class Visitor:
    """A person with a browser; not signed in if no name is given."""

    client: TestClient
    name: str = ""

    def get(self, path: str) -> "Response":
        return self.client.get(path, headers=self._headers, follow_redirects=False)  # type: ignore[return-value]

    def post(self, path: str, **fields: object) -> "Response":
        return self.send("POST", path, **fields)

    def send(self, method: str, path: str, **fields: object) -> "Response":
        token = form_token(Session(self.name, f"secret of {self.name}"))
        return self.client.request(  # type: ignore[return-value]
            method,
            path,
            headers=self._headers,
            data={FIELD: token, **fields},
            follow_redirects=False,
        )

    @property
    def _headers(self) -> dict[str, str]:
        return {PERSON: self.name} if self.name else {}


AsVisitor = Callable[[str], Visitor]


def sign_in(page: Page, name: str) -> None:
    """Have a browser's page be this person's from now on."""
    page.set_extra_http_headers({PERSON: name})


def sign_out(page: Page) -> None:
    """Have the session of a browser's page end."""
    page.set_extra_http_headers({})
