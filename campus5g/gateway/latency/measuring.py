"""A latency measurement, from the order to the noted result."""

import contextlib
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
        ues = self._inventory.ues
        if order.ue not in ues:
            raise unknown_ue(order.ue, ues)
        if ues[order.ue].reflector is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(
                    fr=f"Rien ne renvoie les paquets de mesure sur {order.ue}.",
                    en=f"Nothing reflects test packets on {order.ue}.",
                ),
                t(
                    fr="Choisissez un autre équipement, ou ajoutez un réflecteur à l’inventaire.",
                    en="Choose another UE, or add a reflector to the inventory.",
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
        try:
            return StampSender(host, self._stamp_port, order).samples()
        except OSError as error:
            problem = t(
                fr=f"Aucun chemin vers {order.ue} ({error.strerror}).",
                en=f"There is no route to {order.ue} ({error.strerror}).",
            )
            raise not_answering(problem) from error

    @property
    def _stamp_port(self) -> int:
        plane = self._inventory.user_plane
        for service in plane.services if plane else []:
            if (service.protocol, service.inner_port) == ("udp", STAMP_PORT):
                return service.port
        return STAMP_PORT
