"""Ports on the loopback address."""

import errno
import secrets
import socket
from collections import deque
from contextlib import ExitStack
from itertools import chain, repeat
from pathlib import Path

from campus5g import t
from campus5g.errors import CampusError
from campus5g.site.surroundings import LOOPBACK

_LOWEST = 20_000
_MOST_CLAIMS = 256
_claims: deque[socket.socket] = deque()
_DEALT = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different.

    They are below the kernel's ephemeral ports, and no other program that calls this function gets
    them: nobody else is given such a port before its server listens.
    """
    below = range(_LOWEST, int(_DEALT.read_text().split()[0]))
    any_at_last = chain(secrets.SystemRandom().sample(below, len(below)), repeat(0))
    with ExitStack() as held:
        ports: list[int] = []
        while len(ports) < count:
            try:
                server = held.enter_context(socket.create_server((LOOPBACK, next(any_at_last))))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            port = server.getsockname()[1]
            if _claim(port):
                ports.append(port)
        return ports


def _claim(port: int) -> bool:
    """Claim a port against later callers, also in other programs; return whether it was free.

    A claim is an abstract socket of Linux (unix(7)), held until this program ends or has claimed
    many more.
    """
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0campus5g-port-{port}")
    except OSError:
        claim.close()
        return False
    _claims.append(claim)
    if len(_claims) > _MOST_CLAIMS:
        _claims.popleft().close()
    return True


def check_free(port: int, address: str = LOOPBACK) -> None:
    """Make sure that the site can listen on a port of an address.

    Raises:
        CampusError: when it can't, with a port that is free.
    """
    try:
        socket.create_server((address, port)).close()
    except PermissionError as error:
        raise CampusError(
            t(
                fr=f"Le port {port} est réservé à l’administrateur de la machine.",
                en=f"Port {port} is reserved for the administrator of this machine.",
            ),
            t(fr="Choisissez --port 8000 ou plus.", en="Choose --port 8000 or above."),
        ) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CampusError(
                t(
                    fr=f"{address} n’est pas une adresse IPv4 de cette machine.",
                    en=f"{address} is not an IPv4 address of this machine.",
                ),
                t(
                    fr="Choisissez --listen 127.0.0.1, ou 0.0.0.0 pour toutes.",
                    en="Choose --listen 127.0.0.1, or 0.0.0.0 for all of them.",
                ),
            ) from error
        other = free_ports(1)[0]
        raise CampusError(
            t(
                fr=f"Le port {port} est déjà pris par un autre programme.",
                en=f"Port {port} is in use by another program.",
            ),
            t(
                fr=f"Choisissez-en un autre, par exemple --port {other}.",
                en=f"Choose another one, for example --port {other}.",
            ),
        ) from error
