"""Loopback addresses for virtual kits: a block for each kit, never two kits in one block."""

import hashlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Self

from campus5g.errors import CampusError

CLAIM_PORT = 57000

_FIRST_BLOCK = 16 << 8
_BLOCKS = 224 << 8


@dataclass
class ClaimedBlock:
    """A /24 of loopback addresses held by this process, given back when it ends.

    The claim is a listening socket on the block's first address: the kernel
    refuses a second one and frees it when the process dies, however it dies.
    """

    network: IPv4Network
    _claim: socket.socket

    def release(self) -> None:
        """Give the block back."""
        self._claim.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def claim_block(owner: str) -> ClaimedBlock:
    """Claim a block; the same owner gets the same one each time while it is free.

    Raises:
        CampusError: when no block is free.
    """
    for network in _blocks_for(owner):
        claim = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            claim.bind((str(network.network_address + 1), CLAIM_PORT))
            claim.listen()
        except OSError:
            claim.close()
            continue
        return ClaimedBlock(network, claim)
    raise CampusError(
        "All blocks of loopback addresses for virtual kits are taken.",
        "Stop virtual kits that are no longer in use (`campus5g kit list` shows them).",
    )


def _blocks_for(owner: str) -> Iterator[IPv4Network]:
    """Yield every block from 127.16.0.0/24 to 127.239.255.0/24, starting at the owner's."""
    start = int.from_bytes(hashlib.sha256(owner.encode()).digest()[:4]) % _BLOCKS
    for step in range(_BLOCKS):
        index = _FIRST_BLOCK + (start + step) % _BLOCKS
        yield IPv4Network(((127 << 24) | (index << 8), 24))
