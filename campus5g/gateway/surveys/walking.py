"""A survey, from the order to the noted result.

The places of a device that is carried are those of the order. A device on a robot is driven there,
and its places are those that the robot itself reports.
"""

import contextlib
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.latency.measuring import check_reflector, stamp_sender
from campus5g.gateway.latency.orders import LatencyOrder
from campus5g.gateway.modems.driver import Modem, ModemBusyError, ModemError
from campus5g.gateway.modems.problems import modem_busy, modem_silent
from campus5g.gateway.modems.signal.reading import QUESTION, read
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.surveys.carrying import (
    Carrier,
    Hand,
    Person,
    check_fence,
    longest_s,
    riding,
)
from campus5g.gateway.surveys.orders import (
    LONGEST_S,
    Place,
    SurveyOrder,
    SurveyRun,
    SurveySample,
)
from campus5g.inventory import Inventory
from campus5g.language import t

MODEM_S = 10.0


class Surveys:
    """The surveys of one kit; each device is carried by one person at a time.

    Args:
        inventory: the kit.
        modems: its modems, by UE.
        robots: its robots, by name.
        notary: notes what was measured.
    """

    def __init__(
        self,
        inventory: Inventory,
        modems: Mapping[str, Modem],
        robots: Mapping[str, RobotControl],
        notary: Notary,
    ) -> None:
        self._inventory = inventory
        self._control = inventory.control if inventory.kind == "virtual" else None
        self._modems = modems
        self._robots = {robot.robot.ue: robot for robot in robots.values()}
        self._notary = notary
        self._busy: set[str] = set()

    def check(self, order: SurveyOrder) -> None:
        """Check that an order can be carried out.

        Raises:
            GatewayError: the device is unknown, has no reflector or is being carried already, the
                walk would take too long, or leads out of the fence of the robot that drives it.
        """
        check_reflector(self._inventory, order.ue)
        robot = self._robots.get(order.ue)
        if robot is not None:
            check_fence(robot, order.route)
        if longest_s(robot, order) > LONGEST_S:
            raise GatewayError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                t(
                    fr="Ce parcours durerait plus d’une heure.",
                    en="This walk would take more than an hour.",
                ),
                t(fr="Découpez-le en plusieurs.", en="Split it into several."),
            )
        if order.ue in self._busy:
            raise GatewayError(
                HTTPStatus.CONFLICT,
                t(
                    fr=f"Quelqu’un porte déjà {order.ue} sur un parcours.",
                    en=f"Somebody already carries {order.ue} on a walk.",
                ),
                t(
                    fr="Attendez la fin de ce parcours, puis recommencez.",
                    en="Wait until that walk ends, then try again.",
                ),
            )

    async def run(
        self, order: SurveyOrder, holder: Holder
    ) -> AsyncGenerator[SurveySample | SurveyRun, None]:
        """Yield a sample for each place, then the run.

        Raises:
            GatewayError: as `check`, the device can't be reached or carried, or the robot that
                drives it is not armed, is driven by someone or is stopped.
        """
        self.check(order)
        self._busy.add(order.ue)
        started_at = datetime.now(UTC)
        samples: list[SurveySample] = []
        try:
            async with self._carrier(order, holder) as carrier:
                for number, place in enumerate(order.route):
                    there = await carrier.carry(place, _heading_rad(order.route, number))
                    samples.append(await self._sample(order.ue, there))
                    yield samples[-1]
        finally:
            self._busy.discard(order.ue)
        emulated = self._control is not None
        measurement = self._notary.note_samples(
            "survey", order, holder, started_at, samples, emulated=emulated
        )
        yield SurveyRun(order=order, emulated=emulated, measurement=measurement)

    @contextlib.asynccontextmanager
    async def _carrier(self, order: SurveyOrder, holder: Holder) -> AsyncIterator[Carrier]:
        robot = self._robots.get(order.ue)
        if robot is not None:
            async with riding(robot, holder.lease) as ride:
                yield ride
        elif self._control is not None:
            yield Hand(self._control, order.ue)
        else:
            yield Person(order.pace_s)

    async def _sample(self, ue: str, place: Place) -> SurveySample:
        at = time.time()
        try:
            answer = await self._modems[ue].ask(QUESTION, timeout_s=MODEM_S)
        except ModemBusyError as error:
            raise modem_busy(ue) from error
        except ModemError as error:
            raise modem_silent(ue, str(error)) from error
        reading = read(answer.lines)
        # Nothing comes back from a device without service: no need to wait for it at every place.
        served = reading.registration in ("home", "roaming")
        return SurveySample(
            x_m=place[0],
            y_m=place[1],
            at=at,
            delay_ms=await self._probe(ue) if served else None,
            **reading.model_dump(),
        )

    async def _probe(self, ue: str) -> float | None:
        """Return the round trip of one STAMP packet; None if it was lost."""
        sender = stamp_sender(self._inventory, LatencyOrder(ue=ue, count=1))
        async with contextlib.aclosing(sender.samples()) as samples:
            async for sample in samples:
                return sample.rtt_ms
        return None


def _heading_rad(route: Sequence[Place], number: int) -> float:
    """Return where a walker looks at a place: ahead, to the next one; at the last, as before."""
    a, b = (number, number + 1) if number + 1 < len(route) else (max(0, number - 1), number)
    return math.atan2(route[b][1] - route[a][1], route[b][0] - route[a][0])
