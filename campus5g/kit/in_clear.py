"""Refuse to send a token unencrypted to another machine."""

import contextlib
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from campus5g.kit.errors import KitError
from campus5g.language import t

_ANY_PORT = 9


def check_not_in_clear(url: str) -> None:
    """Check that a token is sent over plain HTTP to this machine only.

    Raises:
        KitError: the address is plain HTTP to another machine, or its host is unknown.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or _stays_here(parts.hostname or ""):
        return
    raise KitError(
        t(
            fr=f"L’adresse {url} n’est pas chiffrée : le jeton d’accès partirait en clair, il n’a "
            "pas été envoyé.",
            en=f"The address {url} is not encrypted: the access token would travel in clear, it "
            "was not sent.",
        ),
        t(
            fr="Prenez l’adresse en https:// de ce kit ; un kit qui n’en a pas en reçoit une par "
            "« gateway: {tls: true} » dans son inventaire.",
            en="Use this kit's https:// address; one that has none gets it by "
            "“gateway: {tls: true}” in its inventory.",
        ),
    )


def _stays_here(host: str) -> bool:
    """Return whether each address of a host is one of this machine."""
    try:
        found = socket.getaddrinfo(host, _ANY_PORT, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return False
    return all(_is_ours(family, address) for family, _, _, _, address in found)


def _is_ours(family: int, address: tuple[Any, ...]) -> bool:
    there = str(address[0])
    if ipaddress.ip_address(there).is_loopback:
        return True
    with socket.socket(family, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        # Sends nothing; what goes to an address of this machine comes from the same one.
        probe.connect(address)
        return str(probe.getsockname()[0]) == there
    return False
