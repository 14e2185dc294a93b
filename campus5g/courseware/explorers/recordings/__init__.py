"""Signalling of the virtual kit, kept for the explorers: pages show it where no kit runs.

``signalling.json`` holds NAS messages as captured on N2, and what tshark says of their bytes.
``tests/courseware/explorers/recording/record_signalling.py`` writes it; a test repeats that.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

SIGNALLING_FILE = Path(__file__).with_name("signalling.json")

ExchangeId = Literal["in-clear", "concealed", "other-key", "replayed"]
"""The camera's IMSI in the clear; concealed (profile A); a SIM with another key than the
core's; the camera when an old challenge comes again."""


@dataclass(frozen=True)
class Piece:
    """A field of a message.

    Args:
        id: its name, such as ``msin``.
        at: its offset in the message, in bytes.
        length: its length in bytes.
        value: its value in words or digits, as tshark prints it.
    """

    id: str
    at: int
    length: int
    value: str


@dataclass(frozen=True)
class Nas:
    """A NAS message: its name, its direction (``up``: from the device), its bytes and fields."""

    name: str
    up: bool
    data: bytes
    pieces: tuple[Piece, ...]

    def piece(self, kind: str) -> Piece | None:
        """Return the first field of a name, if the message has one."""
        return next((piece for piece in self.pieces if piece.id == kind), None)

    def bytes_of(self, kind: str) -> bytes:
        """Return the bytes of the first field of a name; empty if the message lacks it."""
        piece = self.piece(kind)
        return b"" if piece is None else self.data[piece.at : piece.at + piece.length]


def as_json(message: Nas) -> dict[str, object]:
    """Return a message as it is stored in the file."""
    return {
        "name": message.name,
        "up": message.up,
        "nas": message.data.hex(),
        "pieces": [[piece.id, piece.at, piece.length, piece.value] for piece in message.pieces],
    }


@cache
def exchange(name: ExchangeId) -> tuple[Nas, ...]:
    """Return the messages of an exchange in order."""
    kept = json.loads(SIGNALLING_FILE.read_text(encoding="utf-8"))[name]
    return tuple(
        Nas(
            message["name"],
            message["up"],
            bytes.fromhex(message["nas"]),
            tuple(Piece(*piece) for piece in message["pieces"]),
        )
        for message in kept
    )
