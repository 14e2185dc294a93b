"""The kit's gNBs and UEs at another network's core: `campus5g kit join ran`."""

import asyncio
import time
from collections.abc import Awaitable, Coroutine
from contextlib import AsyncExitStack
from statistics import median
from typing import Any

from campus5g.inventory import Gnb as GnbPart
from campus5g.inventory import Inventory
from campus5g.virtualkit import assembly
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.ngap import NgapError, Procedure
from campus5g.virtualkit.codecs.rrc_capability import radio_capability
from campus5g.virtualkit.joining.n2 import JoinedN2, heard
from campus5g.virtualkit.joining.n3 import JoinedN3
from campus5g.virtualkit.joining.places import at_real_addresses, joining_of, serve_taps
from campus5g.virtualkit.joining.steps import Cause, Report, carrier_name
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.plane import DeviceHost
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.tap import Tap
from campus5g.virtualkit.wire.usrsctp import Association
from campus5g.virtualkit.wire.usrsctp import stack as sctp_stack

TRANSIT_S = 0.0001
"""Between our hosts and the sockets; the rest of the way is real."""
ASSOCIATION_LIMIT_S = 20.0
NG_SETUP_LIMIT_S = 10.0
REGISTRATION_LIMIT_S = 30.0
HANDOVER_LIMIT_S = 15.0
TOLD_AFTER_S = 2.0
"""What takes longer is told of."""
PINGS = 5
PING_LIMIT_S = 2.0

_QUIET_MS = 3_600_000
_PAYLOAD = bytes(56)


class JoinedRan:
    """The gNBs and UEs of a kit, connected to a core that is not its own.

    Args:
        inventory: the kit, with a section `joining`.
        scenario: its devices and their SIMs.
        seed: the same seed gives the same radio.
        report: is told each step.

    Raises:
        CampusError: the inventory does not say how the kit joins, or SCTP is not installed.
    """

    def __init__(self, inventory: Inventory, scenario: Scenario, seed: int, report: Report) -> None:
        self._joining = joining_of(inventory)
        self._report = report
        kit = at_real_addresses(inventory)
        self._kit = kit
        self._plan = plan = assembly.Plan(kit, _quiet(scenario), seed)
        self.taps = {name: Tap(name) for name in ("n2", "n3")}
        n2, self._n3 = Link(self.taps["n2"], TRANSIT_S), JoinedN3(self.taps["n3"], TRANSIT_S)
        self._sctp = sctp_stack()
        self._n2 = JoinedN2(n2, self._joining, self._sctp)
        targets = assembly.build_gnbs(plan, self._n3)
        self._ran = assembly.join_cells(plan, targets, {})
        self._devices = assembly.build_devices(plan, self._ran)
        assembly.count_arrivals(self._ran, self._devices)
        self._hosts = {
            name: DeviceHost(ue, Host(ue.send_packet, plan.random(f"pings of {name}"))).host
            for name, ue in self._devices.ues.items()
        }
        self._associations: dict[str, Association] = {}
        self._refusal = ""
        self._refused = asyncio.Event()
        self._leaving = False

    async def run(self, *, stay: bool) -> None:
        """Join, step by step; then leave, or stay until cancelled and leave then.

        Raises:
            CampusError: an address can't be used.
        """
        async with AsyncExitStack() as stack:
            await self._open(stack)
            timers = asyncio.create_task(self._sctp.run())
            stack.callback(timers.cancel)
            try:
                if await self._set_up():
                    await self._use()
                    if stay:
                        self._report.done("staying")
                        await asyncio.Event().wait()
            finally:
                await self._leave()

    async def _open(self, stack: AsyncExitStack) -> None:
        await serve_taps(self._kit, self.taps, stack)
        for modem in self._devices.modems.values():
            await modem.listen(stack)
        capability = radio_capability(self._kit.cell.band)
        for part in self._plan.gnbs:
            self._ran.gnbs[part.name].radio_capability = capability
            self._n2.open(part.address, stack)
            self._n3.open(part.address, stack)
            self._n3.serves[part.address] = self._ran.gnbs[part.name].serves_tunnel

    async def _set_up(self) -> bool:
        """Connect every gNB; return whether the first one, with the devices, is admitted."""
        first, *others = self._plan.gnbs
        if not await self._admit(first):
            return False
        for part in others:
            await self._admit(part)
        return True

    async def _admit(self, part: GnbPart) -> bool:
        gnb, amf = self._ran.gnbs[part.name], self._joining.amf
        association = self._n2.connect(part.address, amf)
        self._associations[part.name] = association
        outcome, carrier = {"gnb": part.name, "amf": amf}, carrier_name(self._joining)
        answered = _first(association.established, association.ended)
        if not await self._wait(
            ASSOCIATION_LIMIT_S, answered, "n2-waiting", **outcome, carrier=carrier
        ):
            self._report.failure("n2-silent", **outcome, seconds=ASSOCIATION_LIMIT_S)
            return False
        if association.ended.is_set():
            self._report.failure("n2-refused", **outcome, reason=association.problem)
            return False
        self._report.done("n2", **outcome, carrier=carrier)
        self._connect(part.name, gnb, association)
        self._refused.clear()
        assembly.send_ng_setup(self._plan, self._ran, part)
        answered = _first(gnb.ready, self._refused)
        if not await self._wait(NG_SETUP_LIMIT_S, answered, "ng-waiting", **outcome):
            self._report.failure("ng-silent", **outcome, seconds=NG_SETUP_LIMIT_S)
        elif self._refused.is_set():
            self._report.failure("ng-refused", **outcome, cause_name=self._refusal)
        else:
            self._report.done("ng", **outcome)
        return gnb.ready.is_set()

    def _connect(self, name: str, gnb: Gnb, association: Association) -> None:
        def receive(data: bytes) -> None:
            if self._refusal_in(data) is not Procedure.NG_SETUP:
                gnb.receive(data)

        def closed() -> None:
            gnb.lose_amf()
            if not self._leaving:
                self._report.failure("n2-lost", gnb=name, reason=association.problem)

        gnb.send = lambda stream, data: association.send(stream, ngap.PAYLOAD_PROTOCOL, data)
        association.deliver = heard(receive, self._joining.amf)
        association.closed = closed

    def _refusal_in(self, data: bytes) -> Procedure | None:
        """Note what a message refuses; return the refused procedure, None if there is none."""
        try:
            message = ngap.decode(data)
        except NgapError:
            return None
        if message.outcome != "unsuccessfulOutcome":
            return None
        group, cause = message.elements.get("Cause", ("no", "cause"))
        self._refusal = f"{group} {cause}"
        self._refused.set()
        return message.procedure

    async def _use(self) -> None:
        served = [ue for ue in self._joining_ues() if await self._register(ue)]
        for ue in served:
            await self._ping(ue)
        if served:
            await self._hand_over(served[0])

    def _joining_ues(self) -> list[Ue]:
        ues = self._devices.ues
        return [ues[name] for name in self._joining.ues or ues]

    async def _register(self, ue: Ue) -> bool:
        """Register a UE and open its session; return whether it has one."""
        ue.power_on()
        settled = await self._wait(
            REGISTRATION_LIMIT_S, ue.settled.wait(), "registration-waiting", ue=ue.name
        )
        if not ue.registered:
            if ue.reject_cause is not None:
                cause = Cause("5GMM", ue.reject_cause)
                self._report.refused("refused", cause, ue=ue.name)
            else:
                key = "not-authenticated" if settled else "unanswered"
                self._report.failure(key, ue=ue.name, seconds=REGISTRATION_LIMIT_S)
            return False
        self._report.done("registered", ue=ue.name)
        if ue.address is None:
            number = ue.session_reject_cause
            self._report.refused(
                "no-session", None if number is None else Cause("5GSM", number), ue=ue.name
            )
            return False
        self._report.done("session", ue=ue.name, address=ue.address, dnn=ue.subscription.dnn)
        return True

    async def _ping(self, ue: Ue) -> None:
        target, host = self._kit.core.data_network, self._hosts[ue.name]
        identifier = 0x4A00 + self._devices.field[ue.name].number
        rtts_ms = []
        for sequence in range(1, PINGS + 1):
            started_s = time.monotonic()
            if await _within(PING_LIMIT_S, host.ping(target, identifier, sequence, _PAYLOAD)):
                rtts_ms.append(1000 * (time.monotonic() - started_s))
        outcome = {"ue": ue.name, "target": target, "sent": PINGS}
        if rtts_ms:
            self._report.done("ping", **outcome, back=len(rtts_ms), median_ms=median(rtts_ms))
        else:
            self._report.failure("ping-lost", **outcome)

    async def _hand_over(self, ue: Ue) -> None:
        mobility = self._ran.mobility
        others = [name for name in mobility.others(ue.name) if self._ran.gnbs[name].ready.is_set()]
        if not others:
            return
        source, target, before = mobility.serving(ue.name), others[0], ue.handovers
        outcome = {"ue": ue.name, "source": source, "target": target}
        self._refused.clear()
        mobility.hand_over(ue.name, target)
        answered = _first(ue.until(lambda: ue.handovers > before), self._refused)
        if not await self._wait(HANDOVER_LIMIT_S, answered, "handover-waiting", **outcome):
            self._report.failure("handover-silent", **outcome, seconds=HANDOVER_LIMIT_S)
        elif ue.handovers == before:
            self._report.failure("handover-refused", **outcome, cause_name=self._refusal)
        else:
            self._report.done("handover", **outcome)
            await self._ping(ue)

    async def _wait(
        self, limit_s: float, awaited: Coroutine[Any, Any, object], key: str, **outcome: object
    ) -> bool:
        """Wait up to a limit, and tell for what once it takes a while; return whether it came."""
        waiting = asyncio.ensure_future(awaited)
        came, _ = await asyncio.wait([waiting], timeout=TOLD_AFTER_S)
        if not came:
            self._report.waiting(key, **outcome, seconds=limit_s)
        return await _within(limit_s - TOLD_AFTER_S, waiting)

    async def _leave(self) -> None:
        self._leaving = True
        for ue in self._joining_ues():
            gnb = self._ran.gnbs[self._ran.mobility.serving(ue.name)]
            if not ue.registered or not gnb.ready.is_set():
                continue
            await ue.power_off()
            if ue.name in gnb.connected:
                self._report.failure("not-released", ue=ue.name)
            else:
                self._report.done("deregistered", ue=ue.name)
        for association in self._associations.values():
            await association.close()


def _quiet(scenario: Scenario) -> Scenario:
    """Return a scenario whose devices send nothing by themselves but their first echoes."""
    devices = {
        name: device.model_copy(
            update={
                "application": device.application.model_copy(
                    update={"period_ms": _QUIET_MS, "burst": None}
                )
            }
        )
        for name, device in scenario.devices.items()
    }
    return scenario.model_copy(update={"devices": devices})


async def _within(limit_s: float, awaited: Awaitable[object]) -> bool:
    """Wait up to a limit; return whether it was reached in time."""
    try:
        async with asyncio.timeout(limit_s):
            await awaited
    except TimeoutError:
        return False
    return True


async def _first(*awaited: Awaitable[object] | asyncio.Event) -> None:
    """Wait for the first of several."""
    waits = [each.wait() if isinstance(each, asyncio.Event) else each for each in awaited]
    tasks = [asyncio.ensure_future(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
