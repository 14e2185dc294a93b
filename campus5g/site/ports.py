"""Ports on the loopback address."""

import socket
from contextlib import ExitStack

from campus5g import t
from campus5g.errors import CampusError

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((LOOPBACK, 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def check_free(port: int) -> None:
    """Make sure that the site can listen on `port`.

    Raises:
        CampusError: when it can't, with a port that is free.
    """
    try:
        socket.create_server((LOOPBACK, port)).close()
    except PermissionError as error:
        raise CampusError(
            t(
                fr=f"Le port {port} est réservé à l’administrateur de la machine.",
                en=f"Port {port} is reserved for the administrator of this machine.",
            ),
            t(fr="Choisissez --port 8000 ou plus.", en="Choose --port 8000 or above."),
        ) from error
    except OSError as error:
        other = free_ports(1)[0]
        raise CampusError(
            t(
                fr=f"Le port {port} est déjà pris par un autre programme.",
                en=f"Port {port} is taken by another program.",
            ),
            t(
                fr=f"Choisissez-en un autre, par exemple --port {other}.",
                en=f"Choose another one, for example --port {other}.",
            ),
        ) from error
