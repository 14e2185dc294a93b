"""What happens to a message, a registration and a SIM card's key, step by step, in a design."""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.project.architecture_and_spectrum.designs import (
    DESIGNS,
    DesignId,
    Place,
)

TaskId = Literal["message", "register"]
NodeId = Literal["device", "antenna", "upf", "control", "subscribers", "server"]


@dataclass(frozen=True)
class Stop:
    """A place on the way: which part, and where it stands."""

    node: NodeId
    place: Place


@dataclass(frozen=True)
class Journey:
    """The way of a message or a registration.

    Args:
        stops: the parts passed, in order; the last that is reached, if it stops.
        arrives: whether it reaches its end.
        crossings: how often it crosses the fence.
    """

    stops: tuple[Stop, ...]
    arrives: bool
    crossings: int


def journey(design: DesignId, task: TaskId, fibre_cut: bool) -> Journey:
    """Return the way of a message to the server on site, or of a device that registers.

    Args:
        design: how the network is built.
        task: a message of a session that is open, or a registration.
        fibre_cut: whether the fibre to the operator is cut.
    """
    built = DESIGNS[design]
    stands: dict[NodeId, Place] = {
        "device": "site",
        "antenna": "site",
        "upf": built.user_plane,
        "control": built.control,
        "subscribers": built.subscribers,
        "server": "site",
    }
    ways: dict[TaskId, tuple[NodeId, ...]] = {
        "message": ("device", "antenna", "upf", "server"),
        "register": ("device", "antenna", "control", "subscribers", "control", "antenna", "device"),
    }
    stops: list[Stop] = []
    crossings = 0
    for node in ways[task]:
        stop = Stop(node, stands[node])
        crosses = bool(stops) and stops[-1].place != stop.place
        if crosses and fibre_cut:
            return Journey(tuple(stops), False, crossings)
        crossings += crosses
        stops.append(stop)
    return Journey(tuple(stops), True, crossings)
