"""A latency measurement, from the order to the noted result."""

import contextlib
import errno
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from http import HTTPStatus

from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.latency.account import Account
from campus5g.gateway.latency.icmp import ping_samples, virtual_echoes
from campus5g.gateway.latency.irtt import irtt_samples
from campus5g.gateway.latency.orders import (
    LONGEST_S,
    LatencyOrder,
    LatencyRun,
    Sample,
)
from campus5g.gateway.latency.stamp import StampSender
from campus5g.gateway.problems import GatewayError, not_answering, unknown_ue
from campus5g.inventory import Inventory
from campus5g.language import t

STAMP_PORT = 862


class Latency:
    """The latency measurements of one kit; each device is measured once at a time.

    Args:
        inventory: the kit.
        notary: notes what was measured.
    """

    def __init__(self, inventory: Inventory, notary: Notary) -> None:
        self._inventory = inventory
        self._notary = notary
        self._busy: set[str] = set()

    def check(self, order: LatencyOrder) -> None:
        """Check that an order can be carried out.

        Raises:
            GatewayError: the device is unknown, has no reflector or is being measured already,
                or the measurement would take too long.
        """
        check_reflector(self._inventory, order.ue)
        if order.port is not None and order.via != "stamp":
            raise GatewayError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                t(
                    fr="Un port ne se choisit que pour une mesure par STAMP.",
                    en="A port can be chosen for a measurement by STAMP only.",
                ),
                t(
                    fr='Mettez via="stamp", ou retirez port.',
                    en='Set via="stamp", or leave port out.',
                ),
            )
        if order.seconds > LONGEST_S:
            raise GatewayError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                t(
                    fr=f"Cette mesure durerait {order.seconds:.0f} secondes.",
                    en=f"This measurement would take {order.seconds:.0f} seconds.",
                ),
                t(
                    fr=f"Restez en dessous de {LONGEST_S:.0f} secondes.",
                    en=f"Stay below {LONGEST_S:.0f} seconds.",
                ),
            )
        if order.ue in self._busy:
            raise GatewayError(
                HTTPStatus.CONFLICT,
                t(
                    fr=f"Une mesure de {order.ue} est déjà en cours.",
                    en=f"A measurement of {order.ue} is already running.",
                ),
                t(
                    fr="Attendez qu’elle se termine, puis recommencez.",
                    en="Wait until it finishes, then try again.",
                ),
            )

    async def run(
        self, order: LatencyOrder, holder: Holder
    ) -> AsyncGenerator[Sample | LatencyRun, None]:
        """Yield each sample, then the run.

        Raises:
            GatewayError: as `check`, or the device can't be reached.
        """
        self.check(order)
        self._busy.add(order.ue)
        started_at = datetime.now(UTC)
        samples: list[Sample] = []
        try:
            async with (
                Account(self._inventory, order) as account,
                contextlib.aclosing(self._samples(order)) as found,
            ):
                async for sample in found:
                    samples.append(await account.explained(sample))
                    yield samples[-1]
        finally:
            self._busy.discard(order.ue)
        emulated = self._inventory.kind == "virtual"
        measurement = self._notary.note_samples(
            "latency", order, holder, started_at, samples, emulated=emulated
        )
        yield LatencyRun(order=order, emulated=emulated, measurement=measurement)

    def _samples(self, order: LatencyOrder) -> AsyncGenerator[Sample, None]:
        host = str(self._inventory.ues[order.ue].reflector)
        if order.via == "irtt":
            return irtt_samples(host, order)
        if order.via == "icmp":
            control = self._inventory.control
            return virtual_echoes(control, order) if control else ping_samples(host, order)
        return stamp_sender(self._inventory, order).samples()


def check_reflector(inventory: Inventory, ue: str) -> None:
    """Check that the kit has a device, and that something reflects test packets on it.

    Raises:
        GatewayError: it has not, or nothing does.
    """
    if ue not in inventory.ues:
        raise unknown_ue(ue, inventory.ues)
    if inventory.ues[ue].reflector is None:
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr=f"Rien ne renvoie les paquets de mesure sur {ue}.",
                en=f"Nothing reflects test packets on {ue}.",
            ),
            t(
                fr="Choisissez un autre équipement, ou ajoutez un réflecteur à l’inventaire.",
                en="Choose another UE, or add a reflector to the inventory.",
            ),
        )


def stamp_sender(inventory: Inventory, order: LatencyOrder) -> StampSender:
    """Return what sends an order's STAMP packets to a device.

    Raises:
        GatewayError: there is no route to it, or the order's port is in use.
    """
    # The kits of one machine each send from their own address.
    local = inventory.gateway.host if inventory.kind == "virtual" else ""
    host = str(inventory.ues[order.ue].reflector)
    try:
        return StampSender(host, _stamp_port(inventory), order, local)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _port_taken(order.port) from error
        problem = t(
            fr=f"Aucun chemin vers {order.ue} ({error.strerror}).",
            en=f"There is no route to {order.ue} ({error.strerror}).",
        )
        raise not_answering(problem) from error


def _stamp_port(inventory: Inventory) -> int:
    """Return the port at which a kit's reflectors answer STAMP."""
    plane = inventory.user_plane
    for service in plane.services if plane else []:
        if (service.protocol, service.inner_port) == ("udp", STAMP_PORT):
            return service.port
    return STAMP_PORT


def _port_taken(port: int | None) -> GatewayError:
    return GatewayError(
        HTTPStatus.CONFLICT,
        t(
            fr=f"Le port {port} de la passerelle est déjà pris par un autre programme.",
            en=f"The gateway's port {port} is in use by another program.",
        ),
        t(
            fr="Attendez la fin de l’autre mesure, ou prenez un autre port dans la politique.",
            en="Wait until the other measurement ends, or use another port in the policy.",
        ),
    )
