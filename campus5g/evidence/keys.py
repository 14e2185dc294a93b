"""The keys of kits: private ones sign, public ones say which kits are trusted, and until when."""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from campus5g.errors import CampusError
from campus5g.evidence.envelope import Envelope
from campus5g.whole_file import create

PUBLIC_KEY_BYTES = 32
_KEY_ID_DIGITS = 16


class SigningKey:
    """A gateway's private key; it never leaves the gateway's process and its file."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = KitKey(key.public_key())

    @classmethod
    def at(cls, path: Path) -> Self:
        """Read the key from a file, or make one there that only its owner can read.

        Raises:
            CampusError: the file is not such a key, can't be written, or is readable by others.
        """
        try:
            return cls(_read(path))
        except FileNotFoundError:
            return cls(_make(path))

    def sign(self, payload_type: str, document: Mapping[str, Any]) -> Envelope:
        """Return a document in an envelope signed with this key."""
        payload = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        return Envelope.sign(payload_type, payload, self._key, self.public.id)


@dataclass(frozen=True)
class KitKey:
    """A kit's public key, and the last moment for which its signature counts.

    Args:
        public: the key.
        kit: the kit that it belongs to; empty where any kit may use it.
        valid_until: None for a key that does not expire.
    """

    public: Ed25519PublicKey
    kit: str = ""
    valid_until: datetime | None = None

    @property
    def id(self) -> str:
        """Its name in envelopes: the beginning of its SHA-256."""
        raw = self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:_KEY_ID_DIGITS]

    def encoded(self) -> str:
        """Return it as an inventory writes it (``gateway.public_key``)."""
        return base64.b64encode(self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    @classmethod
    def decode(cls, text: str, kit: str = "", valid_until: datetime | None = None) -> Self:
        """Read a public key from an inventory.

        Raises:
            ValueError: the text is not a public key.
        """
        raw = base64.b64decode(text, validate=True)
        if len(raw) != PUBLIC_KEY_BYTES:
            raise ValueError(f"an Ed25519 public key has {PUBLIC_KEY_BYTES} bytes, not {len(raw)}")
        return cls(Ed25519PublicKey.from_public_bytes(raw), kit, valid_until)


class TrustedKeys:
    """The public keys of the trusted kits."""

    def __init__(self, keys: Iterable[KitKey]) -> None:
        self._keys = {key.id: key for key in keys}

    def signer_of(self, envelope: Envelope) -> KitKey | None:
        """Return the key that signed an envelope; None if it is not a trusted one."""
        key = self._keys.get(envelope.key_id)
        return key if key is not None and envelope.is_signed_by(key.public) else None

    def knows(self, key_id: str) -> bool:
        """Return whether a key of this name is trusted."""
        return key_id in self._keys

    def __len__(self) -> int:
        return len(self._keys)


def _read(path: Path) -> Ed25519PrivateKey:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if os.fstat(descriptor).st_mode & 0o077:
            raise CampusError(
                f"Others may read the kit's signing key {path}.",
                f"Make it private: chmod 600 {path}. If others had access to it, delete it: the "
                "gateway makes a new one.",
            )
        try:
            key = load_pem_private_key(file.read(), password=None)
        except ValueError as error:
            raise CampusError(
                f"{path} does not hold a signing key.", "Delete it: the gateway makes a new one."
            ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CampusError(
            f"The key in {path} is not an Ed25519 key.", "Delete it: the gateway makes a new one."
        )
    return key


def _make(path: Path) -> Ed25519PrivateKey:
    """Make a key; if two gateways do so at once, both get the first one's."""
    key = Ed25519PrivateKey.generate()
    try:
        create(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    except OSError as error:
        raise CampusError(
            f"The kit's signing key can't be written to {path} ({error.strerror}).",
            "Give the gateway a folder that it can write to.",
        ) from error
    return _read(path)
