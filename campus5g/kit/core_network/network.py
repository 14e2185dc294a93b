"""Procedures that core and gNBs of a virtual kit start for a device."""

from dataclasses import dataclass
from typing import Literal

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.interrupting import interruptible
from campus5g.language import t

ANSWER_S = 30.0
"""Longer than all attempts to page a device."""


@dataclass(frozen=True)
class NetworkOutcome:
    """The result of an order; a procedure that did not end in time is a result, not an error."""

    ue: str
    order: str
    """The gateway's name for it, e.g. ``"handover"``."""
    reached: bool
    gnb: str | None = None
    """Where the device is after a handover."""

    def __repr__(self) -> str:
        if not self.reached:
            return t(
                fr=f"{self.ue} : {self.order}, sans effet à temps",
                en=f"{self.ue}: {self.order}, without effect in time",
            )
        where = f" → {self.gnb}" if self.gnb else ""
        return t(
            fr=f"{self.ue} : {self.order}, fait{where}", en=f"{self.ue}: {self.order}, done{where}"
        )


@interruptible()
class Network:
    """Orders to the core and the gNBs of a virtual kit; each returns when it is done.

    Every method raises `KitError` on a real kit, for a device that the kit does not have, and for
    one that is not in the state that the order needs.
    """

    def __init__(self, connection: GatewayConnection) -> None:
        self._connection = connection

    def page(self, ue: str) -> NetworkOutcome:
        """Page an idle device until it is connected (TS 23.502, 4.2.3.3)."""
        return self._order("page", ue)

    def release(self, ue: str) -> NetworkOutcome:
        """Release a device to idle, as after inactivity (TS 23.502, 4.2.6)."""
        return self._order("release", ue)

    def handover(self, ue: str, to: str | None = None) -> NetworkOutcome:
        """Hand a device over to another gNB, the next one if `to` is None (TS 23.502, 4.9.1.3)."""
        return self._order("handover", ue, to=to)

    def deregister(self, ue: str) -> NetworkOutcome:
        """Deregister a device (TS 24.501, 5.5.2.3); ``k.ue(…).restart()`` brings it back."""
        return self._order("deregister", ue)

    def rename(self, ue: str) -> NetworkOutcome:
        """Assign a new 5G-GUTI to a device (TS 24.501, 5.4.4)."""
        return self._order("rename", ue)

    def rewind(self, ue: str) -> NetworkOutcome:
        """Set the core's sequence number of a subscriber back, as an old backup would.

        The SIM refuses the next challenge as an old one and asks for resynchronisation (TS 33.102,
        6.3.5).
        """
        return self._order("rewind", ue)

    def modify_session(self, ue: str, *, downlink_mbps: int, uplink_mbps: int) -> NetworkOutcome:
        """Modify the maximum rates of a device's PDU session (TS 23.502, 4.3.3)."""
        rates = {"downlink": downlink_mbps, "uplink": uplink_mbps}
        return self._order("modify-session", ue, ambr_mbps=rates)

    def end_session(self, ue: str, by: Literal["network", "ue"] = "network") -> NetworkOutcome:
        """Release a device's PDU session; it stays registered (TS 23.502, 4.3.4)."""
        return self._order("end-session", ue, by=by)

    def open_session(self, ue: str) -> NetworkOutcome:
        """Let a device request its PDU session again (TS 23.502, 4.3.2)."""
        return self._order("open-session", ue)

    def _order(self, do: str, ue: str, **details: object) -> NetworkOutcome:
        order = {"do": do, "ue": ue, **details}
        given = {name: value for name, value in order.items() if value is not None}
        outcome = self._connection.call("POST", "/network", given, timeout_s=ANSWER_S)
        return NetworkOutcome(ue, do, **outcome)
