"""Signalling orders on the control port: paging, release, handover, deregistration, sessions."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from campus5g.errors import CampusError, choose_from
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order, no_such_ue
from campus5g.virtualkit.core.amf.amf import Amf
from campus5g.virtualkit.core.udm import Udm
from campus5g.virtualkit.ran.mobility import Mobility
from campus5g.virtualkit.scenarios.scenario import Rates
from campus5g.virtualkit.ue.ue import SESSION_ID, Ue

ANSWER_LIMIT_S = 20.0
"""Longer than all attempts to page a UE."""


class _UeOrder(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ue: str


class SignallingOrders:
    """The orders about UEs' signalling.

    Args:
        ues: the UEs by name.
        amf, udm, mobility: the functions that carry out the orders.
    """

    def __init__(self, ues: dict[str, Ue], amf: Amf, udm: Udm, mobility: Mobility) -> None:
        self._ues = ues
        self._amf = amf
        self._udm = udm
        self._mobility = mobility

    def join(self, control: Control) -> None:
        """Register the orders with the control port."""
        control.commands |= {
            "page": self._page,
            "release": self._release,
            "handover": self._handover,
            "deregister": self._deregister,
            "modify-session": self._modify_session,
            "end-session": self._end_session,
            "open-session": self._open_session,
            "rename": self._rename,
            "rewind": self._rewind,
        }

    async def _page(self, order: Order) -> Answers:
        """Page an idle UE; answer when it is connected."""
        ue = self._ue(order)
        self._amf.page(await self._registered(ue))
        yield await _outcome("connected", ue.until(lambda: ue.connected))

    async def _release(self, order: Order) -> Answers:
        """Have the gNB release a UE as inactive; answer when it is idle."""
        ue = self._ue(order)
        await self._registered(ue)
        before = ue.sleeps
        self._mobility.release_inactive(ue.name)
        yield await _outcome("idle", ue.until(lambda: ue.idle or ue.sleeps > before))

    async def _handover(self, order: Order) -> Answers:
        """Hand a UE over to another gNB; answer when it has arrived."""
        ue, others = self._ue(order), self._mobility.others(self._ue(order).name)
        target = order.get("to", others[0] if others else None)
        if target not in others:
            raise CampusError(
                t(
                    fr=f"L’équipement {ue.name} ne peut pas aller vers « {target} ».",
                    en=f"Device {ue.name} can't be handed over to “{target}”.",
                ),
                choose_from(others)
                if others
                else t(fr="Ajoutez neighbours au kit.", en="Add neighbours to the kit."),
            )
        await self._registered(ue)
        if not ue.connected:
            raise CampusError(
                t(fr=f"L’équipement {ue.name} est en veille.", en=f"Device {ue.name} is idle."),
                t(fr="Réveillez-le d’abord : page.", en="Page it first: page."),
            )
        before = ue.handovers
        self._mobility.hand_over(ue.name, target)
        arrived = ue.until(lambda: ue.handovers > before)
        outcome = await _outcome("handed_over", arrived)
        yield outcome | {"gnb": self._mobility.serving(ue.name)}

    async def _deregister(self, order: Order) -> Answers:
        """Have the network deregister a UE; answer when it is deregistered."""
        ue = self._ue(order)
        self._amf.dismiss(await self._registered(ue))
        yield await _outcome("deregistered", ue.until(lambda: ue.dismissed))

    async def _modify_session(self, order: Order) -> Answers:
        """Change a session's maximum rates; answer when the UE has them."""
        ue, supi = await self._with_session(order)
        before = ue.session_changes
        try:
            wanted = Rates.model_validate(order.get("ambr_mbps"))
        except ValidationError as error:
            raise CampusError(
                t(fr="L’ordre ne donne aucun débit.", en="The order names no rates."),
                t(
                    fr='Ajoutez "ambr_mbps" : {"downlink": …, "uplink": …}.',
                    en='Add "ambr_mbps": {"downlink": …, "uplink": …}.',
                ),
            ) from error
        self._amf.modify_session(supi, SESSION_ID, wanted)
        yield await _outcome("modified", ue.until(lambda: ue.session_changes > before))

    async def _end_session(self, order: Order) -> Answers:
        """Release a UE's session, by the UE or the network; answer when it is released."""
        ue, supi = await self._with_session(order)
        if order.get("by") == "ue":
            ue.end_session()
        else:
            self._amf.end_session(supi, SESSION_ID)
        yield await _outcome("ended", ue.until(lambda: ue.address is None))

    async def _open_session(self, order: Order) -> Answers:
        """Have a UE request its session again; answer when it is up."""
        ue = self._ue(order)
        await self._registered(ue)
        ue.open_session()
        opened = ue.until(lambda: ue.connected and ue.address is not None)
        yield await _outcome("opened", opened)

    async def _rename(self, order: Order) -> Answers:
        """Assign a UE a new 5G-GUTI; answer when it has confirmed it."""
        ue, confirmed = self._ue(order), asyncio.Event()
        self._amf.rename(await self._registered(ue), confirmed.set)
        yield await _outcome("renamed", confirmed.wait())

    async def _rewind(self, order: Order) -> Answers:
        """Reset a subscriber's sequence number in the core to zero, as an old backup would."""
        ue = self._ue(order)
        self._udm.rewind(ue.usim.imsi)
        yield {"rewound": True}

    def _ue(self, order: Order) -> Ue:
        try:
            name = _UeOrder.model_validate(order).ue
        except ValidationError as error:
            raise CampusError(
                t(fr="L’ordre ne nomme aucun équipement.", en="The order names no device."),
                t(fr='Ajoutez "ue".', en='Add "ue".'),
            ) from error
        if name not in self._ues:
            raise no_such_ue(name, self._ues)
        return self._ues[name]

    async def _with_session(self, order: Order) -> tuple[Ue, str]:
        """Return a UE that has a session, and its SUPI."""
        ue = self._ue(order)
        supi = await self._registered(ue)
        if ue.address is None:
            raise CampusError(
                t(
                    fr=f"L’équipement {ue.name} n’a pas de session.",
                    en=f"Device {ue.name} has no session.",
                ),
                t(fr="Ouvrez-la d’abord : open-session.", en="Open it first: open-session."),
            )
        return ue, supi

    async def _registered(self, ue: Ue) -> str:
        """Return the SUPI of a registered UE, once its current procedure is done."""
        if ue.registered:
            await _outcome("settled", ue.until(lambda: ue.settled.is_set()))
        if not (ue.idle or ue.connected):
            raise CampusError(
                t(
                    fr=f"L’équipement {ue.name} n’est pas enregistré.",
                    en=f"Device {ue.name} is not registered.",
                ),
                t(
                    fr="Allumez d’abord son modem ; si le réseau le refuse, capturez N2.",
                    en="Switch its modem on first; if the network rejects it, capture N2.",
                ),
            )
        return ue.usim.imsi


async def _outcome(name: str, reached: Awaitable[object]) -> dict[str, Any]:
    """Wait for the outcome of an order; answer whether it was reached."""
    try:
        async with asyncio.timeout(ANSWER_LIMIT_S):
            await reached
    except TimeoutError:
        return {name: False}
    return {name: True}
