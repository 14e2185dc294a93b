"""The parts of a call flow: lanes and rungs."""

from typing import NamedTuple, get_args

from campus5g.capture.messages.message import Interface, Message

INTERFACES: tuple[Interface, ...] = get_args(Interface)


class Lane(NamedTuple):
    """A vertical line of the ladder, for one participant."""

    role: str
    """``UE``, ``AMF``…; ``""`` if unknown."""
    address: str
    """Its address; for a UE its key, or ``""`` for UEs that share a lane."""

    @property
    def has_address(self) -> bool:
        """Whether the lane has an address in the network."""
        return self.role != "UE" and bool(self.address)


class Rung(NamedTuple):
    """A message and the two lanes that it connects."""

    message: Message
    ue: str
    """Key of its UE, ``""`` if it belongs to none or is unknown."""
    start: Lane
    end: Lane

    @property
    def directed(self) -> bool:
        """Whether it is known who sent the message."""
        return self.message.interface != "N1" or self.message.direction != ""
