"""Admission of flows with a guaranteed bit rate, by their ARP (TS 23.501, 5.7.2.2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from campus5g.inventory import Arp


class Flow(NamedTuple):
    """A GBR flow of a session, as the gNB knows it."""

    session: int
    """The session's downlink TEID."""
    qfi: int


@dataclass(frozen=True)
class _Admitted:
    share: float
    arp: Arp


@dataclass
class Admission:
    """The room for guaranteed bit rates in one cell.

    A flow needs the part of the carrier that carries its rate with its device's present signal, so
    a weak signal needs more. One that does not fit is refused, unless its ARP may pre-empt others:
    then flows of a lower priority that may be pre-empted give way, the lowest first, and no more
    of them than necessary.

    Args:
        room: the part of the carrier, 0 to 1, that guaranteed rates may take; None for no limit.
    """

    room: float | None = None
    _admitted: dict[Flow, _Admitted] = field(default_factory=dict)

    def admit(self, flow: Flow, share: Callable[[], float], arp: Arp) -> tuple[bool, list[Flow]]:
        """Admit a flow if it fits; return whether, and the flows that give way to it.

        Args:
            flow: the flow.
            share: returns the part of the carrier that it needs.
            arp: its priority.
        """
        if self.room is None:
            return True, []
        needed = share()
        victims: list[Flow] = []
        free = self.room - sum(other.share for other in self._admitted.values())
        for victim in self._that_give_way_to(arp):
            if needed <= free:
                break
            victims.append(victim)
            free += self._admitted[victim].share
        if needed > free:
            return False, []
        self.release(victims)
        self._admitted[flow] = _Admitted(needed, arp)
        return True, victims

    def release(self, flows: Iterable[Flow]) -> None:
        """Free what flows have taken; no effect for those that were not admitted."""
        for flow in flows:
            self._admitted.pop(flow, None)

    def release_session(self, session: int) -> None:
        """Free what the flows of a session have taken."""
        self.release([flow for flow in self._admitted if flow.session == session])

    def _that_give_way_to(self, arp: Arp) -> list[Flow]:
        """Return the flows that a priority may pre-empt, the lowest priority first."""
        if not arp.may_preempt:
            return []
        below = [
            (other.arp.level, flow)
            for flow, other in self._admitted.items()
            if other.arp.may_be_preempted and other.arp.level > arp.level
        ]
        return [flow for _, flow in sorted(below, key=lambda each: -each[0])]
