"""DSSE: a signature over the exact bytes that were signed, whatever they mean.

The envelope of https://github.com/secure-systems-lab/dsse, version 1, with Ed25519 signatures
(RFC 8032). The signed bytes travel as they are, so that no two programs have to agree on how JSON
is written.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LONGEST_BYTES = 1 << 20


class EnvelopeError(ValueError):
    """Data that is not a valid envelope."""


@dataclass(frozen=True)
class Envelope:
    """Bytes of a named type, and a signature over both.

    Args:
        payload_type: a media type.
        payload: the signed bytes.
        key_id: the key that is claimed to have signed; a hint, never proof.
        signature: 64 bytes of Ed25519.
    """

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes

    @classmethod
    def sign(cls, payload_type: str, payload: bytes, key: Ed25519PrivateKey, key_id: str) -> Self:
        """Sign bytes of a type."""
        return cls(payload_type, payload, key_id, key.sign(_encoded(payload_type, payload)))

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Return whether the signature is this key's."""
        try:
            key.verify(self.signature, _encoded(self.payload_type, self.payload))
        except InvalidSignature:
            return False
        return True

    def to_json(self) -> str:
        """Return the envelope as a JSON text."""
        signature = {"keyid": self.key_id, "sig": base64.b64encode(self.signature).decode()}
        document = {
            "payloadType": self.payload_type,
            "payload": base64.b64encode(self.payload).decode(),
            "signatures": [signature],
        }
        return json.dumps(document, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read an envelope.

        Raises:
            EnvelopeError: it is too long, or not an envelope with exactly one signature.
        """
        if len(text) > LONGEST_BYTES:
            raise EnvelopeError("too long to be an envelope")
        try:
            document = json.loads(text)
            (signature,) = document["signatures"]
            return cls(
                payload_type=_text(document["payloadType"]),
                payload=base64.b64decode(document["payload"], validate=True),
                key_id=_text(signature.get("keyid", "")),
                signature=base64.b64decode(signature["sig"], validate=True),
            )
        except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
            raise EnvelopeError("not a DSSE envelope with one signature") from error
        except RecursionError as error:
            raise EnvelopeError("nested too deeply to be an envelope") from error


def _encoded(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: what is signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise EnvelopeError("a string is expected")
    return value
