"""What vibration sensors send, a day and a second, and which networks carry it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.chart_panel import Control, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.technology import PRIVATE_CAPACITY_KBIT_S, Assessment
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.predictive_maintenance.what_travels import model
from campus5g.courseware.explorers.use_cases.predictive_maintenance.what_travels.model import (
    CONTENTS,
    DISTANCES_M,
    FIGURE_BYTES,
    RATES_HZ,
    SENSORS,
    Plan,
)
from campus5g.courseware.explorers.words import (
    NO_BREAK,
    axis_name,
    number,
    offered,
    quantity,
    source_name,
    technology_name,
    verdict_name,
    whole,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

AXES = (1, 2, 3)
POWERED = ("mains", "battery")

_START = Plan("raw", sensors=60, axes=3, rate_hz=25_600, distance_m=100.0, battery=False)


class TravelPanel(anywidget.AnyWidget):
    """Controls for what is sent, and each network with its verdict, its margin and the reason.

    ``stops`` holds the positions of the controls, ``shown`` what the model answers; it is empty
    while ``locked``.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    controls: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        controls = _controls()
        super().__init__(
            words={**_WORDS.texts("page"), "method": _WORDS.list("method", bytes=FIGURE_BYTES)},
            controls=[asdict(each) for each in controls],
            stops={each.id: each.start for each in controls},
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.shown = {} if self.locked else _shown(_chosen(self.stops))


def what_travels() -> Explorer:
    """Return the explorer, with a prediction first."""
    table = _networks(_START)
    return Explorer(
        _prediction(), TravelPanel(), [list(table.headers), *(list(row) for row in table.rows)]
    )


def bit_rate(bit_s: float) -> str:
    """Return a rate with the unit that suits it."""
    return quantity("rate", bit_s / 1000)


def size(count: float) -> str:
    """Return a number of bytes with the unit that suits it, in powers of a thousand."""
    units = [
        (1e12, t(fr="To", en="TB")),
        (1e9, t(fr="Go", en="GB")),
        (1e6, t(fr="Mo", en="MB")),
        (1e3, t(fr="ko", en="kB")),
        (1.0, t(fr="octets", en="bytes")),
    ]
    for unit, name in units:
        if count >= unit:
            return f"{number(count / unit)}{NO_BREAK}{name}"
    return f"{number(count)}{NO_BREAK}{units[-1][1]}"


def _prediction() -> Prediction:
    total = _START.total_bit_s
    capacity = PRIVATE_CAPACITY_KBIT_S * 1000
    outcome = "fits" if total < 0.8 * capacity else "one" if total <= capacity else "more"
    guesses = [Guess(*each) for each in _WORDS.texts("guesses").items()]
    question = _WORDS.text("prediction", "question", sensors=_START.sensors)
    why = _WORDS.text(
        "prediction",
        "why",
        sensors=_START.sensors,
        each=bit_rate(_START.sensor_bit_s),
        total=bit_rate(total),
        cell=bit_rate(capacity),
    )
    return Prediction("travels-raw", question, guesses, lambda: (outcome, why))


def _controls() -> Sequence[Control]:
    return [
        Control(
            "content",
            _WORDS.text("control", "content"),
            [_WORDS.text("content", content, bytes=FIGURE_BYTES) for content in CONTENTS],
            CONTENTS.index(_START.content),
            kind="select",
        ),
        Control(
            "sensors",
            _WORDS.text("control", "sensors"),
            [whole(count) for count in SENSORS],
            SENSORS.index(_START.sensors),
        ),
        Control(
            "axes",
            _WORDS.text("control", "axes"),
            [str(axes) for axes in AXES],
            AXES.index(_START.axes),
            _WORDS.text("help", "axes"),
        ),
        Control(
            "rate",
            _WORDS.text("control", "rate"),
            [f"{_kilohertz(rate)}{NO_BREAK}kHz" for rate in RATES_HZ],
            RATES_HZ.index(_START.rate_hz),
            _WORDS.text("help", "rate"),
        ),
        Control(
            "distance",
            _WORDS.text("control", "distance"),
            [quantity("distance", distance) for distance in DISTANCES_M],
            DISTANCES_M.index(_START.distance_m),
            _WORDS.text("help", "distance"),
        ),
        Control(
            "power",
            _WORDS.text("control", "power"),
            [_WORDS.text("power", power) for power in POWERED],
            POWERED.index("battery" if _START.battery else "mains"),
            kind="select",
        ),
    ]


def _chosen(at: Mapping[str, object]) -> Plan:
    return Plan(
        stop_at(CONTENTS, at.get("content")),
        stop_at(SENSORS, at.get("sensors")),
        stop_at(AXES, at.get("axes")),
        stop_at(RATES_HZ, at.get("rate")),
        stop_at(DISTANCES_M, at.get("distance")),
        battery=stop_at(POWERED, at.get("power")) == "battery",
    )


def _shown(plan: Plan) -> dict[str, Any]:
    return {
        "advice": _advice(plan),
        "networks": [
            {
                "name": technology_name(key),
                "verdict": each.verdict,
                "verdictName": verdict_name(each.verdict),
                "margin": model.limit(each)[1],
                "reason": _WORDS.text("network", "reason", **_limit(plan, each)),
            }
            for key, each in model.verdicts(plan).items()
        ],
        "tables": [asdict(_flow(plan)), asdict(_networks(plan))],
    }


def _advice(plan: Plan) -> str:
    if not plan.sensors:
        return _WORDS.text("advice", "nothing")
    values = {
        "sensors": whole(plan.sensors),
        "total": bit_rate(plan.total_bit_s),
        "day": size(plan.bytes_a_day),
    }
    network = model.simplest(plan)
    if network is None:
        return _WORDS.text("advice", "none", **values)
    return _WORDS.text("advice", "network", **values, network=technology_name(network))


def _flow(plan: Plan) -> Table:
    rows = [
        ("each", bit_rate(plan.sensor_bit_s)),
        ("all", bit_rate(plan.total_bit_s) if plan.sensors else "0"),
        ("day", size(plan.bytes_a_day) if plan.sensors else "0"),
        ("year", size(365 * plan.bytes_a_day) if plan.sensors else "0"),
    ]
    return Table(
        _WORDS.text("flow", "caption"),
        [_WORDS.text("flow", "figure"), _WORDS.text("flow", "value")],
        [[_WORDS.text("flow", key), value] for key, value in rows],
    )


def _networks(plan: Plan) -> Table:
    return Table(
        _WORDS.text("network", "caption"),
        _WORDS.list("headers"),
        [
            [technology_name(key), verdict_name(each.verdict), *_limit(plan, each).values()]
            for key, each in model.verdicts(plan).items()
        ],
    )


def _limit(plan: Plan, found: Assessment) -> dict[str, str]:
    """Return what limits a network, in words: the need, what is offered and asked, the source."""
    axis, _ = model.limit(found)
    offer = found.offer[axis]
    return {
        "axis": axis_name(axis),
        "offer": offered(axis, offer),
        "asked": quantity(axis, plan.need.asked(axis)),
        "source": source_name(offer.source),
    }


def _kilohertz(rate_hz: int) -> str:
    text = f"{rate_hz / 1000:.1f}"
    return t(fr=text.replace(".", ","), en=text)
