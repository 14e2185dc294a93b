"""The kit's core for gNBs of others: `campus5g kit join core`."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from ipaddress import IPv4Address

from campus5g.inventory import Inventory
from campus5g.virtualkit import assembly
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, Sm, decode_sm
from campus5g.virtualkit.codecs.ngap import NgapError, NgapMessage, UeIds
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.core.amf.context import RanNode
from campus5g.virtualkit.core.amf.observer import AmfObserver
from campus5g.virtualkit.joining.n2 import JoinedN2, heard
from campus5g.virtualkit.joining.n3 import JoinedN3
from campus5g.virtualkit.joining.places import at_real_addresses, joining_of, serve_taps
from campus5g.virtualkit.joining.steps import Cause, Report, carrier_name
from campus5g.virtualkit.playing.core_switching import CoreSwitching
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.tap import Tap
from campus5g.virtualkit.wire.usrsctp import Association
from campus5g.virtualkit.wire.usrsctp import stack as sctp_stack

TRANSIT_S = 0.0001
"""Between our hosts and the sockets; the rest of the way is real."""


class JoinedCore:
    """The core of a kit, which accepts gNBs that are not its own.

    Args:
        inventory: the kit, with a section `joining`.
        scenario: its subscribers.
        seed: the same seed gives the same temporary identities.
        report: is told each step.

    Raises:
        CampusError: the inventory does not say how the kit joins, or SCTP is not installed.
    """

    def __init__(self, inventory: Inventory, scenario: Scenario, seed: int, report: Report) -> None:
        self._joining = joining_of(inventory)
        self._report = report
        self._kit = kit = at_real_addresses(inventory)
        plan = assembly.Plan(kit, scenario, seed)
        self.taps = {name: Tap(name) for name in ("n2", "n3", "n4", "n6")}
        self._n3 = JoinedN3(self.taps["n3"], TRANSIT_S)
        links = assembly.Links(
            n2=Link(self.taps["n2"], TRANSIT_S),
            n3=self._n3,
            n4=Link(self.taps["n4"], TRANSIT_S),
            n6=Link(self.taps["n6"], TRANSIT_S),
        )
        self._sctp = sctp_stack()
        self._n2 = JoinedN2(links.n2, self._joining, self._sctp)
        self._core = core = assembly.build_core(plan, links)
        switching = CoreSwitching(
            kit,
            core.amf,
            [],
            core.smf,
            core.upf,
            core.udm,
            core.addresses,
            core.data_network,
            links.n6,
        )
        switching.follow(scenario)
        names = {ue.imsi: name for name, ue in scenario.kit(kit).ues.items()}
        core.amf.observers.append(_Teller(report, names))
        self._associations: list[Association] = []

    async def run(self) -> None:
        """Serve until cancelled.

        Raises:
            CampusError: an address can't be used.
        """
        core, joining = self._kit.core, self._joining
        async with AsyncExitStack() as stack:
            await serve_taps(self._kit, self.taps, stack)
            self._n2.open(core.amf, stack)
            self._n3.open(core.upf, stack)
            self._n3.serves[core.upf] = self._core.upf.serves_tunnel
            timers = asyncio.create_task(self._sctp.run())
            stack.callback(timers.cancel)
            self._core.smf.serve(self._core.amf)
            await self._core.smf.associated.wait()
            self._n2.listen(self._accept, stack)
            cell = self._kit.cell
            self._report.done(
                "serving",
                amf=core.amf,
                upf=core.upf,
                carrier=carrier_name(joining),
                plmn=f"{cell.mcc}-{cell.mnc}",
                tac=cell.tac,
            )
            try:
                await asyncio.Event().wait()
            finally:
                for association in list(self._associations):
                    await association.close()

    def _accept(self, far: IPv4Address, association: Association) -> None:
        amf, node = self._core.amf, RanNode()

        def send(stream: int, data: bytes) -> None:
            if node.gnb_id is None:
                self._note_refusal(far, data)
            association.send(stream, ngap.PAYLOAD_PROTOCOL, data)

        def closed() -> None:
            self._associations.remove(association)
            amf.lose(node)
            if association.problem:
                self._report.failure("lost", peer=far, reason=association.problem)
            else:
                self._report.done("left", peer=far)

        node.send, association.closed = send, closed
        association.deliver = heard(partial(amf.receive, node), far)
        self._associations.append(association)
        self._report.done("connected", peer=far)

    def _note_refusal(self, far: IPv4Address, data: bytes) -> None:
        try:
            message = ngap.decode(data)
        except NgapError:
            return
        if message.outcome == "unsuccessfulOutcome":
            cell = self._kit.cell
            plmn = f"{cell.mcc}-{cell.mnc}"
            self._report.failure("ng-refused", peer=far, plmn=plmn, tac=cell.tac)


class _Teller(AmfObserver):
    """Tells what the AMF does with gNBs and UEs.

    Args:
        report: is told each step.
        names: the kit's devices by IMSI; others are named by it.
    """

    def __init__(self, report: Report, names: dict[str, str]) -> None:
        self._report = report
        self._names = names
        self._ues: dict[int, str] = {}

    def gnb_admitted(self, request: NgapMessage) -> None:
        given = str(request.elements.get("RANNodeName", ""))
        # A stranger's text, on a terminal that obeys control characters.
        name = "".join(letter for letter in given if letter.isprintable())
        self._report.done("ng", gnb=name, number=ngap.read_gnb_id(request))

    def nas_received(self, ids: UeIds, supi: str, message: MmMessage) -> None:
        self._ues[ids.amf] = ue = self._names.get(supi, supi)
        match message.type:
            case Mm.REGISTRATION_COMPLETE:
                self._report.done("registered", ue=ue)
            case Mm.DEREGISTRATION_REQUEST:
                self._report.done("deregistered", ue=ue)

    def nas_sent(self, ids: UeIds, message: MmMessage) -> None:
        ue = self._ues.get(ids.amf, "?")
        match message.type:
            case Mm.REGISTRATION_REJECT:
                cause = Cause("5GMM", message.octets("5GMMCause")[0])
                self._report.refused("refused", cause, ue=ue)
            case Mm.AUTHENTICATION_REJECT:
                self._report.failure("not-authenticated", ue=ue)
            case Mm.DL_NAS_TRANSPORT:
                self._tell_session(ue, message)

    def context_moved(self, before: UeIds, after: UeIds) -> None:
        self._ues[after.amf] = ue = self._ues.get(before.amf, "?")
        self._report.done("handover", ue=ue)

    def context_released(self, ids: UeIds) -> None:
        self._ues.pop(ids.amf, None)

    def _tell_session(self, ue: str, message: MmMessage) -> None:
        try:
            session = decode_sm(message.octets("PayloadContainer"))
        except ProtocolError:
            return
        if session.type is Sm.ESTABLISHMENT_ACCEPT:
            address = IPv4Address(session.octets("PDUAddress")[1:5])
            self._report.done("session", ue=ue, address=address)
        elif session.type is Sm.ESTABLISHMENT_REJECT:
            cause = Cause("5GSM", session.octets("5GSMCause")[0])
            self._report.refused("no-session", cause, ue=ue)
