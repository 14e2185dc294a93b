"""What the control port can ask of the signalling: to call a UE, to let it go, to send it away."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from campus5g.errors import CampusError
from campus5g.virtualkit.amf.amf import Amf
from campus5g.virtualkit.control import Answers, Control, Order
from campus5g.virtualkit.mobility import Mobility
from campus5g.virtualkit.udm import Udm
from campus5g.virtualkit.ue import Ue

ANSWER_LIMIT_S = 20.0
"""Longer than all tries to page a UE."""


class _UeOrder(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ue: str


class SignallingOrders:
    """Joins AMF, UDM and gNB to the control port.

    Parameters:
        ues: by name.
        amf, udm, mobility: those that act.
    """

    def __init__(self, ues: dict[str, Ue], amf: Amf, udm: Udm, mobility: Mobility) -> None:
        self._ues = ues
        self._amf = amf
        self._udm = udm
        self._mobility = mobility

    def join(self, control: Control) -> None:
        """Take orders."""
        control.commands |= {
            "page": self._page,
            "release": self._release,
            "handover": self._handover,
            "deregister": self._deregister,
            "rename": self._rename,
            "rewind": self._rewind,
        }

    async def _page(self, order: Order) -> Answers:
        """Call an idle UE; answer when it is connected."""
        ue = self._ue(order)
        self._amf.page(self._registered(ue))
        yield await _outcome("connected", ue.until(lambda: ue.connected))

    async def _release(self, order: Order) -> Answers:
        """Let the gNB release a UE as one that is silent; answer when it is idle."""
        ue = self._ue(order)
        self._registered(ue)
        self._mobility.let_go(ue.name)
        yield await _outcome("idle", ue.until(lambda: ue.idle))

    async def _handover(self, order: Order) -> Answers:
        """Hand a UE over to another gNB; answer when it is there."""
        ue, others = self._ue(order), self._mobility.others(self._ue(order).name)
        target = order.get("to", others[0] if others else None)
        if target not in others:
            raise CampusError(
                f"UE {ue.name} can't go to {target!r}.",
                f"Choose from: {', '.join(others)}." if others else "Add neighbours to the kit.",
            )
        self._registered(ue)
        if not ue.connected:
            raise CampusError(f"UE {ue.name} is idle.", "Page it first.")
        self._mobility.hand_over(ue.name, target)
        arrived = ue.until(lambda: self._mobility.serving(ue.name) == target)
        outcome = await _outcome("handed_over", arrived)
        yield outcome | {"gnb": self._mobility.serving(ue.name)}

    async def _deregister(self, order: Order) -> Answers:
        """Let the network send a UE away; answer when it has gone."""
        ue = self._ue(order)
        self._amf.dismiss(self._registered(ue))
        yield await _outcome("deregistered", ue.until(lambda: ue.dismissed))

    async def _rename(self, order: Order) -> Answers:
        """Give a UE a new temporary name; answer when it has confirmed it."""
        ue, confirmed = self._ue(order), asyncio.Event()
        self._amf.rename(self._registered(ue), confirmed.set)
        yield await _outcome("renamed", confirmed.wait())

    async def _rewind(self, order: Order) -> Answers:
        """Set the core's sequence number of a subscriber to zero, as an old backup would."""
        ue = self._ue(order)
        self._udm.rewind(ue.usim.imsi)
        yield {"rewound": True}

    def _ue(self, order: Order) -> Ue:
        try:
            name = _UeOrder.model_validate(order).ue
        except ValidationError as error:
            raise CampusError("The order names no UE.", 'Add "ue".') from error
        if name not in self._ues:
            raise CampusError(
                f"This kit has no UE {name!r}.", f"Choose from: {', '.join(self._ues)}."
            )
        return self._ues[name]

    def _registered(self, ue: Ue) -> str:
        """Return the subscriber of a UE that is registered."""
        if not (ue.idle or ue.connected):
            raise CampusError(f"UE {ue.name} is not registered.", "Switch its modem on first.")
        return ue.usim.imsi


async def _outcome(name: str, reached: Awaitable[object]) -> dict[str, Any]:
    """Wait for what was ordered, and say whether it came."""
    try:
        async with asyncio.timeout(ANSWER_LIMIT_S):
            await reached
    except TimeoutError:
        return {name: False}
    return {name: True}
