"""Why a launch is refused: a sentence and a remedy for the person who clicked."""

from typing import Literal

import jwt
from ltiauthenticator.lti13.error import InvalidAudienceError, TokenError
from tornado.web import HTTPError

from campus5g.errors import CampusError
from campus5g.wording import Wording

Reason = Literal[
    "keys-unreadable",
    "expired",
    "wrong-signature",
    "unknown-platform",
    "other-tool",
    "used-or-lost",
    "incomplete",
    "not-confirmed",
    "anonymous",
    "closed-account",
    "closed-group",
    "unknown-module",
]

_WORDS = Wording(__file__)


class LaunchRefusedError(CampusError):
    """A launch that is refused.

    Args:
        reason: why.
        name: of the platform, the group or the module that the reason is about.
    """

    def __init__(self, reason: Reason, name: str = "") -> None:
        super().__init__(
            _WORDS.text(reason, "problem", name=name), _WORDS.text(reason, "remedy", name=name)
        )
        self.reason = reason


def refusal_of(error: Exception, platform: str) -> LaunchRefusedError:
    """Return the refusal for an error of the library.

    Args:
        error: a validation error, or the HTTP error that it raises for state and nonce.
        platform: its name.
    """
    if isinstance(error, InvalidAudienceError):
        return LaunchRefusedError("other-tool", platform)
    if isinstance(error, TokenError):
        return LaunchRefusedError(_reason_of_token(error), platform)
    if isinstance(error, HTTPError):
        return LaunchRefusedError("used-or-lost", platform)
    return LaunchRefusedError("incomplete", platform)


def _reason_of_token(error: TokenError) -> Reason:
    cause = error.__context__
    if isinstance(cause, jwt.PyJWKClientConnectionError):
        return "keys-unreadable"
    if isinstance(cause, jwt.InvalidIssuerError):
        return "unknown-platform"
    if cause is None or isinstance(cause, jwt.ExpiredSignatureError):
        return "expired"
    return "wrong-signature"
