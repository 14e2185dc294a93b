"""A survey as a notebook sees it: signal, cell and delay against the place on a plan."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.measurement import Measurement
from campus5g.kit.measuring.sampling import Sample, sample
from campus5g.kit.measuring.signal import SignalProgress
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import Trace, fitting_display
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MOST_PLACES = 200

_SILENCE_S = 30.0
_REACHED_M = 0.5
"""A robot stops about 0.2 m before a place."""
_LONGEST_APPROACH_S = 120.0
"""What a robot takes to the first place."""
_DETOUR = 2.0
"""A robot turns, slows down and stands at each place."""
_COLUMNS = ("x_m", "y_m", "rsrp_dbm", "rsrq_db", "sinr_db", "cell", "delay_ms", "registration")

Place = tuple[float, float]


class SurveyResult(Measurement):
    """The readings of a walk, one a place.

    ``.table()`` and ``.plot()`` show it; ``.keep("name")`` keeps it.
    """

    def table(self) -> "pd.DataFrame":
        """Return one row a place: x and y (m), RSRP (dBm), RSRQ and SINR (dB), cell, delay (ms).

        What the modem did not tell, and the delay of a lost probe, are empty.
        """
        import pandas as pd

        rows = [{name: each.get(name) for name in _COLUMNS} for each in self._samples]
        table = pd.DataFrame(rows, columns=list(_COLUMNS))
        for name in ("x_m", "y_m", "rsrp_dbm", "rsrq_db", "sinr_db", "delay_ms"):
            table[name] = table[name].astype(float)
        return table

    def plot(self, quantity: str = "rsrp_dbm") -> "go.Figure":
        """Return the plan with each place in the colour of what was measured there.

        Args:
            quantity: ``rsrp_dbm``, ``sinr_db``, ``delay_ms`` or ``cell``.

        Raises:
            KitError: it is another one.
        """
        from campus5g.kit.measuring.survey_figure import QUANTITIES, survey_figure

        if quantity not in QUANTITIES:
            raise KitError(
                t(
                    fr=f"Le parcours ne mesure pas « {quantity} ».",
                    en=f"The survey does not measure “{quantity}”.",
                ),
                t(fr="Choisissez : ", en="Choose: ") + ", ".join(QUANTITIES) + ".",
            )
        return survey_figure(self.table(), quantity, self.title)

    @property
    def title(self) -> str:
        """What was measured, on one line."""
        emulated = t(fr=" · halle émulée", en=" · emulated hall") if self.emulated else ""
        return t(
            fr=f"{self.order['ue']} · parcours · {self.count} relevés{emulated}",
            en=f"{self.order['ue']} · survey · {self.count} readings{emulated}",
        )

    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""
        facts = []
        for name, label, unit in (("rsrp_dbm", "RSRP", "dBm"), ("sinr_db", "SINR", "dB")):
            values = [float(each[name]) for each in self._samples if each[name] is not None]
            if values:
                low, high = (decimal(f(values), 0) for f in (min, max))
                facts.append(
                    t(
                        fr=f"{label} de {low} à {high} {unit}",
                        en=f"{label} from {low} to {high} {unit}",
                    )
                )
        if not facts:
            facts = [t(fr="le modem ne mesure aucune cellule", en="the modem measures no cell")]
        cells = {each["cell"] for each in self._samples if each["cell"]}
        facts.append(_counted(len(cells), fr="cellule", en="cell"))
        missed = sum(
            math.dist((each["x_m"], each["y_m"]), place) > _REACHED_M
            for each, place in zip(self._samples, self.order.get("route", ()), strict=False)
        )
        if missed:
            facts.append(
                _counted(missed, fr="place", en="place")
                + t(fr=" sans passage possible", en=" out of the way")
            )
        lost = sum(each["delay_ms"] is None for each in self._samples)
        if lost:
            facts.append(_counted(lost, fr="sonde", en="probe") + t(fr=" sans retour", en=" lost"))
        return facts


def survey(
    connection: GatewayConnection,
    ue: str,
    route: Sequence[Place],
    pace_s: float,
    speed_mps: float | None = None,
) -> SurveyResult:
    """Walk and measure, showing progress; to interrupt it ends the walk on the kit too.

    Args:
        connection: to the gateway.
        ue: the device.
        route: the places, in metres.
        pace_s: the time that a person needs between two places.
        speed_mps: the speed of the robot that the device is on; None for one that is carried.

    Raises:
        KitError: the route is not one, or the kit can't measure this.
    """
    order: dict[str, Any] = {"ue": ue, "route": _places(route), "pace_s": float(pace_s)}

    legs_s = [float(pace_s)] * len(order["route"])
    if speed_mps is not None:
        legs_s = [_LONGEST_APPROACH_S]
        legs_s += [_DETOUR * math.dist(a, b) / speed_mps for a, b in pairwise(order["route"])]

    def tell(samples: Sequence[Sample], elapsed_s: float, over: bool) -> SignalProgress:
        return SignalProgress(
            ue=ue,
            samples=len(samples),
            last=samples[-1] if samples else None,
            elapsed_s=elapsed_s,
            max_s=max(1.0, sum(legs_s)),
            reason="asked" if over else None,
            trace=Trace([each["rsrp_dbm"] for each in samples], "dBm"),
        )

    silence_s = _SILENCE_S + max(legs_s)
    measured = sample(connection, "survey", order, silence_s, fitting_display, tell)
    return SurveyResult(
        order, measured.samples, emulated=measured.emulated, measured=measured.measured
    )


def _counted(number: int, *, fr: str, en: str) -> str:
    """Return a number of things, in the singular or the plural."""
    return t(
        fr=f"{number} {fr}" + ("s" if number > 1 else ""),
        en=f"{number} {en}" + ("s" if number != 1 else ""),
    )


def _places(route: Sequence[Place]) -> list[list[float]]:
    """Return a route as the gateway takes it.

    Raises:
        KitError: it is empty or too long, or holds something else than places.
    """
    try:
        places = [[float(x), float(y)] for x, y in route]
    except (TypeError, ValueError) as error:
        raise KitError(
            t(
                fr="Un parcours est une liste de couples (x, y), en mètres.",
                en="A route is a list of pairs (x, y), in metres.",
            ),
            t(
                fr="Écrivez par exemple [(0, 0), (5, 0)].",
                en="Write, for example, [(0, 0), (5, 0)].",
            ),
        ) from error
    if not 1 <= len(places) <= MOST_PLACES:
        raise KitError(
            t(
                fr=f"Ce parcours a {len(places)} points.",
                en=f"This route has {len(places)} places.",
            ),
            t(
                fr=f"Donnez-en de 1 à {MOST_PLACES}.",
                en=f"Give 1 to {MOST_PLACES}.",
            ),
        )
    return places
