"""What is on record: the lines of a core's log, and the flows of a day."""

from typing import NamedTuple


class Registration(NamedTuple):
    """A line of a core's log: when, which SIM, in which equipment."""

    minute: int
    sim: str
    imei: str


class Flow(NamedTuple):
    """A flow at the UPF: who spoke to whom, and whether there was an answer."""

    minute: int
    source: str
    destination: str
    port: int
    answered: bool
