"""The kit's control port, as a lab uses it."""

import json
import socket
from typing import Any

from campus5g.inventory import Inventory

WITHIN_S = 30


def order(inventory: Inventory, **content: Any) -> dict[str, Any]:
    """Give an order and return its first answer."""
    control = inventory.control
    assert control is not None
    with (
        socket.create_connection((control.host, control.port), timeout=WITHIN_S) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(json.dumps(content).encode() + b"\n")
        answer: dict[str, Any] = json.loads(answers.readline())
        return answer
