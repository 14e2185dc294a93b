"""The kit's control port, as its gateway uses it."""

import json
import socket
from typing import Any

from campus5g.inventory import Inventory

WITHIN_S = 30


def answers(inventory: Inventory, **content: Any) -> list[dict[str, Any]]:
    """Give an order and return all its answers."""
    control = inventory.control
    assert control is not None
    with (
        socket.create_connection((control.host, control.port), timeout=WITHIN_S) as connection,
        connection.makefile("rb") as lines,
    ):
        connection.sendall(json.dumps(content).encode() + b"\n")
        return [json.loads(line) for line in lines]


def order(inventory: Inventory, **content: Any) -> dict[str, Any]:
    """Give an order and return its first answer."""
    return answers(inventory, **content)[0]
