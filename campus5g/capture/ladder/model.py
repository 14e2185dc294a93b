"""The parts of a call flow: lanes and rungs."""

from typing import NamedTuple, get_args

from campus5g.capture.messages.message import Interface, Message

INTERFACES: tuple[Interface, ...] = get_args(Interface)


class Lane(NamedTuple):
    """One upright of the ladder."""

    role: str
    """``UE``, ``AMF``…; ``""`` where it can't be told."""
    address: str
    """Its address; of a UE its key, ``""`` for UEs that share a lane."""

    @property
    def has_address(self) -> bool:
        """Whether the address is one of the network's."""
        return self.role != "UE" and bool(self.address)


class Rung(NamedTuple):
    """One message and the two lanes that it leads between."""

    message: Message
    ue: str
    """Key of its UE, ``""`` where it belongs to none or can't be told."""
    start: Lane
    end: Lane

    @property
    def directed(self) -> bool:
        """Whether it is known who sent the message."""
        return self.message.interface != "N1" or self.message.direction != ""
