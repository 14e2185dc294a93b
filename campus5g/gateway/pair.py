"""The network that was started as a pair with this gateway: who it is, and whether it still runs.

A gateway signs what answered at the addresses of its block. So the process that starts both gives
the gateway two descriptors: one end of a socket pair, whose other end is the network's standard
input and output, and a pidfd of the network. The network names its block over the socket, where
nobody else can speak, and holds the block's ports from then on. While it runs, nobody else can
answer there; once it has ended, the gateway attests nothing any more. The network ends when the
gateway's end of the socket closes.
"""

import json
import select
import socket
from dataclasses import dataclass
from ipaddress import IPv4Network

from campus5g.errors import CampusError
from campus5g.inventory import Inventory

READY_S = 60.0
_LONGEST_LINE_BYTES = 4096


class NotReadyError(Exception):
    """The network has ended; it has told the reason itself."""


@dataclass(frozen=True)
class PairedNetwork:
    """The network of this gateway.

    Args:
        channel: the gateway's end of the socket pair.
        pidfd: of the network's process.
    """

    channel: socket.socket
    pidfd: int

    @property
    def runs(self) -> bool:
        """Whether the network's process runs."""
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return not poll.poll(0)

    def moved(self, inventory: Inventory) -> Inventory:
        """Wait until the network is ready, and return the kit as it runs there.

        Raises:
            NotReadyError: the network has ended.
            CampusError: it is not ready in time, or not a virtual kit's network.
        """
        self.channel.settimeout(READY_S)
        line = b""
        try:
            while not line.endswith(b"\n") and len(line) < _LONGEST_LINE_BYTES:
                piece = self.channel.recv(_LONGEST_LINE_BYTES)
                if not piece:
                    raise NotReadyError
                line += piece
        except ConnectionError as error:
            raise NotReadyError from error
        except TimeoutError as error:
            raise CampusError(
                f"The kit's network was not ready after {READY_S:.0f} seconds.",
                "Start it again; the machine may be too busy.",
            ) from error
        ready = json.loads(line)
        moved = inventory.moved_to(IPv4Network(ready["block"]))
        if moved.control is None:
            return moved
        control = moved.control.model_copy(update={"key": str(ready["control_key"])})
        return moved.model_copy(update={"control": control})
