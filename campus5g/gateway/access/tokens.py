"""Lease tokens: who may use the kit under which lease, authenticated by the gateway.

``base64url(claim).base64url(HMAC-SHA256(claim))``. Only the gateway reads what it
wrote, so a secret that never leaves this process is enough; it ends with the process.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

_KEY_BYTES = 32
_LONGEST_TOKEN = 1024


@dataclass(frozen=True)
class Claim:
    """What a token states: whose lease it is."""

    lease: str
    learner: str


class LeaseTokens:
    """Writes and reads the tokens of one gateway process."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(_KEY_BYTES)

    def write(self, claim: Claim) -> str:
        """Return the token for a claim."""
        body = json.dumps([claim.lease, claim.learner], separators=(",", ":")).encode()
        return f"{_encoded(body)}.{_encoded(self._mac(body))}"

    def read(self, token: str) -> Claim | None:
        """Return a token's claim; None if this gateway did not issue it."""
        if len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        body_text, _, mac_text = token.partition(".")
        try:
            body, mac = _decoded(body_text), _decoded(mac_text)
        except (ValueError, binascii.Error):
            return None
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        lease, learner = json.loads(body)
        return Claim(lease, learner)

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    # base64 can spell the same bytes in several ways: only ours is accepted.
    if _encoded(data) != text:
        raise ValueError(text)
    return data
