"""SUCI concealment with ECIES (TS 33.501, C.3).

Profile A uses Curve25519, profile B secp256r1; after the key agreement they are the same.
"""

import hashlib
import hmac
from abc import ABC, abstractmethod
from typing import Literal, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

ProfileName = Literal["A", "B"]

_MAC_BYTES = 8
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class ConcealmentError(ProtocolError):
    """The scheme output is for another key, or was modified."""


class Profile(ABC):
    """An ECIES profile: its key agreement and the size of its public keys."""

    public_key_bytes: int

    @abstractmethod
    def public_key(self, private_key: bytes) -> bytes:
        """Return the public key of a private key, as transmitted."""

    @abstractmethod
    def shared_key(self, private_key: bytes, public_key: bytes) -> bytes:
        """Return the shared key of the key agreement.

        Raises:
            ConcealmentError: when the public key is not one of this profile.
        """


class _ProfileA(Profile):
    public_key_bytes = 32

    def public_key(self, private_key: bytes) -> bytes:
        return (
            x25519.X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
        )

    def shared_key(self, private_key: bytes, public_key: bytes) -> bytes:
        try:
            peer = x25519.X25519PublicKey.from_public_bytes(public_key)
            return x25519.X25519PrivateKey.from_private_bytes(private_key).exchange(peer)
        except ValueError as error:
            raise ConcealmentError("not a public key of profile A") from error


class _ProfileB(Profile):
    public_key_bytes = 33

    def public_key(self, private_key: bytes) -> bytes:
        point = self._private(private_key).public_key()
        return point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def shared_key(self, private_key: bytes, public_key: bytes) -> bytes:
        try:
            peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        except ValueError as error:
            raise ConcealmentError("not a public key of profile B") from error
        return self._private(private_key).exchange(ec.ECDH(), peer)

    def _private(self, private_key: bytes) -> ec.EllipticCurvePrivateKey:
        # Any 32 bytes give a key: values beyond the curve's order are reduced.
        number = (int.from_bytes(private_key) - 1) % (_ORDER_P256 - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())


PROFILES: dict[ProfileName, Profile] = {"A": _ProfileA(), "B": _ProfileB()}


class _Keys(NamedTuple):
    encryption: bytes
    counter: bytes
    mac: bytes


def conceal(profile: Profile, home_key: bytes, plain: bytes, ephemeral: bytes) -> bytes:
    """Return the scheme output: ephemeral public key, ciphertext and MAC tag (C.3.2).

    Args:
        profile: the ECIES profile.
        home_key: the home network's public key.
        plain: the MSIN, as encoded for the scheme.
        ephemeral: an ephemeral private key, 32 bytes.

    Raises:
        ConcealmentError: when the home network's key is not one of this profile.
    """
    own = profile.public_key(ephemeral)
    keys = _derive(profile.shared_key(ephemeral, home_key), own)
    hidden = _aes_ctr(keys, plain)
    return own + hidden + _mac(keys, hidden)


def reveal(profile: Profile, private_key: bytes, output: bytes) -> bytes:
    """Return the plaintext of a scheme output (C.3.3).

    Raises:
        ConcealmentError: when it was concealed for another key, or modified.
    """
    if len(output) <= profile.public_key_bytes + _MAC_BYTES:
        raise ConcealmentError("a truncated scheme output")
    peer, hidden = (
        output[: profile.public_key_bytes],
        output[profile.public_key_bytes : -_MAC_BYTES],
    )
    keys = _derive(profile.shared_key(private_key, peer), peer)
    if not bytes_eq(_mac(keys, hidden), output[-_MAC_BYTES:]):
        raise ConcealmentError("the MAC tag of a scheme output is wrong")
    return _aes_ctr(keys, hidden)


def _derive(shared: bytes, ephemeral_public: bytes) -> _Keys:
    """Derive the keys of both profiles (ANSI X9.63 KDF with SHA-256; C.3.4)."""
    blocks = (
        hashlib.sha256(shared + number.to_bytes(4) + ephemeral_public).digest() for number in (1, 2)
    )
    data = b"".join(blocks)
    return _Keys(data[:16], data[16:32], data[32:])


def _aes_ctr(keys: _Keys, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(keys.encryption), modes.CTR(keys.counter))
    return cipher.encryptor().update(data)


def _mac(keys: _Keys, hidden: bytes) -> bytes:
    return hmac.digest(keys.mac, hidden, hashlib.sha256)[:_MAC_BYTES]
