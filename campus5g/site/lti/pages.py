"""The two pages of a launch: where it starts, and where the platform sends its answer."""

import asyncio
from typing import Any

from ltiauthenticator.lti13.error import ValidationError
from ltiauthenticator.lti13.handlers import LTI13CallbackHandler, LTI13LoginInitHandler
from tornado.web import HTTPError

from campus5g.errors import CampusError
from campus5g.language import speak, translator
from campus5g.site.hub.in_place_of_another import InPlaceOfAnother
from campus5g.site.hub.language import language_of_reader
from campus5g.site.lti.arrival import PORTAL
from campus5g.site.lti.refusals import LaunchRefusedError, refusal_of

_RESOURCE_LINK = "LtiResourceLinkRequest"
_MESSAGE_TYPE = "https://purl.imsglobal.org/spec/lti/claim/message_type"

# What the library raises, also for bytes that are not text.
_INVALID = (ValidationError, HTTPError, ValueError)


class LaunchPage(InPlaceOfAnother):
    """Base of both pages: the reader's language, and a page for refusals."""

    def prepare(self) -> Any:
        """Answer in the reader's language."""
        speak(language_of_reader(self))
        return super().prepare()

    async def refuse(self, error: CampusError, status: int = 400) -> None:
        """Answer with a sentence and a remedy."""
        self.log.warning("Launch refused: %s", error.problem)
        language = language_of_reader(self)
        self.set_status(status)
        page = await self.render_template(
            "launch_refused.html",
            problem=error.problem,
            remedy=error.remedy,
            language=language,
            t=translator(language),
        )
        self.finish(page)


class LaunchBegin(LaunchPage, LTI13LoginInitHandler):  # type: ignore[misc]
    """Sends the browser back to the platform, which confirms who it is (OpenID Connect)."""

    async def post(self) -> None:
        """Start a launch from the platform in the settings; refuse any other."""
        platform = self.authenticator.platform
        if self.get_argument("iss", "") != self.authenticator.issuer:
            await self.refuse(LaunchRefusedError("unknown-platform"))
        elif self.get_argument("client_id", "") not in {"", *self.authenticator.client_id}:
            await self.refuse(LaunchRefusedError("other-tool", platform))
        else:
            try:
                super().post()
            except _INVALID:
                await self.refuse(LaunchRefusedError("incomplete", platform))

    get = post

    def authorize_redirect(self, client_id: str | None, **arguments: Any) -> None:
        """Send this site's client id, which the platform may have left out."""
        (own,) = self.authenticator.client_id
        super().authorize_redirect(client_id=own, **arguments)

    def _set_oauth_cookie(self, key: str, value: str) -> None:
        # The platform's answer is a form sent from its own site: no other cookie comes with it.
        of_other_sites = {"samesite": "None"} if self.request.protocol == "https" else {}
        self._set_cookie(key, value, expires_days=1, **of_other_sites)


class LaunchEnd(LaunchPage, LTI13CallbackHandler):  # type: ignore[misc]
    """Signs in the person of the launch. ``landing`` is set by the authenticator."""

    landing: str = PORTAL

    async def get(self) -> None:
        """Refuse an address that was typed, or a page that was loaded again."""
        await self.refuse(LaunchRefusedError("used-or-lost", self.authenticator.platform), 405)

    async def post(self) -> None:
        """Take the platform's answer."""
        platform = self.authenticator.platform
        if self.get_argument("error", ""):
            await self.refuse(LaunchRefusedError("not-confirmed", platform), 403)
            return
        try:
            # It asks the platform for its keys; the Hub serves others meanwhile.
            claims = await asyncio.to_thread(self.decode_and_validate_launch_request)
        except _INVALID as error:
            await self.refuse(refusal_of(error, platform))
            return
        if claims[_MESSAGE_TYPE] != _RESOURCE_LINK:
            await self.refuse(LaunchRefusedError("incomplete", platform))
        elif not self.authenticator.nonces.use(claims["nonce"]):
            await self.refuse(LaunchRefusedError("used-or-lost", platform))
        else:
            await self._let_in(claims)

    async def _let_in(self, claims: dict[str, Any]) -> None:
        try:
            user = await self.login_user(claims)
        except CampusError as error:
            await self.refuse(error, 403)
            return
        if user is None:
            await self.refuse(LaunchRefusedError("closed-account"), 403)
            return
        self.redirect(self.landing)
