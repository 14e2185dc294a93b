"""A race of a thousand messages: the spread of their delays, and what the delays consist of."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from campus5g.air.passage import Parts
from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Bars,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.essentials.packet_race import model as packet_race
from campus5g.courseware.explorers.essentials.packet_race.model import MESSAGES, Race, Result
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models import hall
from campus5g.courseware.explorers.models.hall import FrameId, SpotId
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, quantity
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

RaceQuestion = Literal["how-slow", "largest-part"]

LOADS = (0.0, 0.3, 0.6, 0.9)
REQUESTS_MS = (10.0, 2.0, 0.0)
FRAMES: tuple[FrameId, ...] = ("DDDSU", "DDDDDDDSUU")
SPOTS: tuple[SpotId, ...] = ("lane", "gate", "edge")
PERIODS_MS = (10.0, 20.0, 33.0, 50.0, 100.0)

SHARES = (0.5, 0.95, 0.99)
_BIN_MS = 2
_HISTOGRAM_TO_MS = 60
_TAIL_MS = (2.0, 600.0)


def packet_race_explorer(question: RaceQuestion) -> Explorer:
    """Return the explorer, with a prediction first.

    Args:
        question: what the learner predicts: how slow the slowest hundredth is, or which part of an
            ordinary message's delay is the largest.
    """
    asked = {"how-slow": _how_slow, "largest-part": _largest_part}[question]
    panel = ChartPanel(_controls(), lambda stops: _answer(_race(stops)), _method(), _sources())
    statistics = _statistics(packet_race.run(Race()))
    table = [list(statistics.headers), *(list(row) for row in statistics.rows)]
    return Explorer(asked(), panel, table)


def parts_ms(parts: Parts) -> dict[str, float]:
    """Return the parts of a delay as the learner reads them, in milliseconds, by their names."""
    return {
        t(fr="demande d’émission", en="request to send"): parts.request_ms,
        t(fr="attente de l’accord", en="waiting for the grant"): parts.grant_ms,
        t(fr="attente d’un créneau montant", en="waiting for an uplink slot"): parts.frame_ms,
        t(fr="file d’attente (les autres)", en="queue (the others)"): parts.queue_ms,
        t(fr="émission et traitement", en="sending and processing"): parts.transmission_ms
        + parts.stack_ms,
        t(fr="réémission (HARQ)", en="sending again (HARQ)"): parts.harq_ms,
        t(fr="coupure de la liaison", en="break of the link"): parts.interruption_ms,
    }


def _how_slow() -> Prediction:
    delays = packet_race.run(Race()).delays
    ratio = delays.percentile_ms(0.99) / delays.mean_ms
    guesses = [Guess(*one) for one in _WORDS.texts("how_slow_guesses").items()]
    outcome = "same" if ratio < 1.5 else "some" if ratio < 5 else "many"
    mean, p99 = quantity("delay", delays.mean_ms), quantity("delay", delays.percentile_ms(0.99))
    question = _WORDS.text("how_slow", "question", mean=mean)
    why = _WORDS.text("how_slow", "why", p99=p99, ratio=number(ratio))
    return Prediction("race-tail", question, guesses, lambda: (outcome, why))


def _largest_part() -> Prediction:
    result = packet_race.run(Race())
    ordinary, slow = parts_ms(result.parts_around(0.5)), parts_ms(result.parts_around(0.99))
    names = list(ordinary)
    guesses = [Guess(str(names.index(name)), _capital(name)) for name in names]
    most, then = max(ordinary, key=ordinary.__getitem__), max(slow, key=slow.__getitem__)
    why = _WORDS.text(
        "largest_part",
        "why",
        ordinary=most,
        ordinary_delay=quantity("delay", ordinary[most]),
        slow=then,
        slow_delay=quantity("delay", slow[then]),
    )
    question = _WORDS.text("largest_part", "question")
    return Prediction("race-parts", question, guesses, lambda: (str(names.index(most)), why))


def _race(stops: Mapping[str, int]) -> Race:
    return Race(
        frame=FRAMES[stops["frame"]],
        request_ms=REQUESTS_MS[stops["request"]],
        load=LOADS[stops["load"]],
        spot=SPOTS[stops["spot"]],
        period_ms=PERIODS_MS[stops["period"]],
    )


def _answer(race: Race) -> Answer:
    result = packet_race.run(race)
    return Answer(
        advice=_advice(result),
        figures=[_histogram(result), _tail(result), _bars(result)],
        tables=[_statistics(result), _parts_table(result)],
    )


def _advice(result: Result) -> str:
    delays = result.delays
    mean, p99, worst = (
        quantity("delay", value)
        for value in (delays.mean_ms, delays.percentile_ms(0.99), delays.worst_ms)
    )
    silence = quantity("delay", result.silence.length_ms)
    return _WORDS.text("advice", "delays", mean=mean, p99=p99, worst=worst, silence=silence)


def _histogram(result: Result) -> Chart:
    delays = result.delays
    bins = [0] * (_HISTOGRAM_TO_MS // _BIN_MS)
    for delay in delays.sorted_ms:
        bins[min(len(bins) - 1, int(min(delay, _HISTOGRAM_TO_MS) // _BIN_MS))] += 1
    mean, p99 = quantity("delay", delays.mean_ms), quantity("delay", delays.percentile_ms(0.99))
    top = 100 * math.ceil(max(bins) / 100)
    points = [(_BIN_MS * (at + 0.5), count) for at, count in enumerate(bins)]
    return Chart(
        heading=t(fr="Combien de messages, à quel délai", en="How many messages, at what delay"),
        title=_WORDS.text("histogram", "title", mean=mean, p99=p99),
        reading=_WORDS.text("histogram", "reading"),
        x=Axis(
            t(fr="délai (ms)", en="delay (ms)"),
            0,
            _HISTOGRAM_TO_MS,
            [(at, str(at)) for at in range(0, _HISTOGRAM_TO_MS + 1, 10)],
        ),
        y=Axis(
            t(fr="messages", en="messages"),
            0,
            top,
            [(at, str(at)) for at in (0, top // 2, top)],
        ),
        series=[Series(t(fr="messages", en="messages"), "bars", points, width=_BIN_MS)],
        upright=[
            (delays.mean_ms, t(fr=f"moyenne {mean}", en=f"mean {mean}")),
            (min(delays.percentile_ms(0.99), _HISTOGRAM_TO_MS), f"p99{NO_BREAK}{p99}"),
        ],
    )


def _tail(result: Result) -> Chart:
    low, high = _TAIL_MS
    delays_ms = [low * (high / low) ** (step / 120) for step in range(121)]
    # Where no message is left, the curve ends.
    points = [(ms, late) for ms in delays_ms if (late := result.delays.late_share(ms)) > 0]
    p99, worst = result.delays.percentile_ms(0.99), result.delays.worst_ms
    return Chart(
        heading=_WORDS.text("tail", "heading"),
        title=_WORDS.text(
            "tail", "title", p99=quantity("delay", p99), worst=quantity("delay", worst)
        ),
        reading=_WORDS.text("tail", "reading"),
        x=Axis(
            t(fr="délai (ms)", en="delay (ms)"),
            low,
            high,
            [(at, str(at)) for at in (2, 5, 10, 20, 50, 100, 200, 500)],
            log=True,
        ),
        y=Axis(
            t(fr="encore en route", en="still on the way"),
            0.5 / MESSAGES,
            1,
            [(1, percent(1)), (0.1, percent(0.1)), (0.01, percent(0.01)), (0.001, percent(0.001))],
            log=True,
        ),
        series=[Series(t(fr="messages", en="messages"), "line", points)],
        upright=[(p99, f"p99{NO_BREAK}{quantity('delay', p99)}")],
    )


def _bars(result: Result) -> Bars:
    ordinary, slow = result.parts_around(0.5), result.parts_around(0.99)
    longest = max(ordinary.total_ms, slow.total_ms)
    rows = [
        (
            t(fr="Messages du milieu : ", en="Messages in the middle: ")
            + quantity("delay", ordinary.total_ms),
            list(parts_ms(ordinary).values()),
        ),
        (
            t(fr="Messages lents : ", en="Slow messages: ") + quantity("delay", slow.total_ms),
            list(parts_ms(slow).values()),
        ),
    ]
    return Bars(
        heading=t(fr="De quoi leur délai est fait", en="What makes up their delay"),
        title=" ; ".join(
            f"{words} : {_parts_in_words(parts)}"
            for (words, _), parts in zip(rows, (ordinary, slow), strict=True)
        ),
        reading=_WORDS.text("bars", "reading"),
        to=longest,
        rows=rows,
        parts=list(parts_ms(ordinary)),
    )


def _parts_in_words(parts: Parts) -> str:
    named = (
        f"{name} {quantity('delay', value)}"
        for name, value in parts_ms(parts).items()
        if value >= 0.05
    )
    return ", ".join(named)


def _statistics(result: Result) -> Table:
    delays = result.delays
    values = [
        delays.mean_ms,
        *(delays.percentile_ms(share) for share in SHARES),
        delays.worst_ms,
        result.silence.length_ms,
    ]
    names = [
        t(fr="Moyenne", en="Mean"),
        t(fr="Médiane (p50)", en="Median (p50)"),
        "p95",
        "p99",
        t(fr="Le plus lent", en="The slowest"),
        t(fr="Plus long silence à l’antenne", en="Longest silence at the antenna"),
    ]
    return Table(
        t(fr="Les mille messages", en="The thousand messages"),
        [t(fr="Lecture", en="Figure"), t(fr="Durée", en="Time")],
        [[name, quantity("delay", value)] for name, value in zip(names, values, strict=True)],
    )


def _parts_table(result: Result) -> Table:
    ordinary, slow = parts_ms(result.parts_around(0.5)), parts_ms(result.parts_around(0.99))
    return Table(
        t(fr="De quoi leur délai est fait", en="What makes up their delay"),
        [
            t(fr="Part", en="Part"),
            t(fr="Messages du milieu", en="Messages in the middle"),
            t(fr="Messages lents", en="Slow messages"),
        ],
        [
            [_capital(name), quantity("delay", ordinary[name]), quantity("delay", slow[name])]
            for name in ordinary
        ],
    )


def _controls() -> Sequence[Control]:
    start = Race()
    return [
        Control(
            "load",
            t(fr="Charge des autres", en="Load from others"),
            [percent(load) for load in LOADS],
            LOADS.index(start.load),
            t(fr="part de la cellule qu’ils prendraient", en="share of the cell they would take"),
        ),
        Control(
            "request",
            t(fr="Demande d’émission", en="Request to send"),
            [
                t(fr="toutes les 10 ms", en="every 10 ms"),
                t(fr="toutes les 2 ms", en="every 2 ms"),
                t(
                    fr="inutile : accord permanent (configured grant)",
                    en="not needed: standing grant (configured grant)",
                ),
            ],
            REQUESTS_MS.index(start.request_ms),
            kind="select",
        ),
        Control(
            "frame",
            t(fr="Trame", en="Frame"),
            [
                t(fr="DDDSU, 2,5 ms", en="DDDSU, 2.5 ms"),
                t(fr="trame française, 5 ms", en="French frame, 5 ms"),
            ],
            FRAMES.index(start.frame),
            _WORDS.text("help", "frame"),
            kind="select",
        ),
        Control(
            "spot",
            t(fr="Où est le véhicule ?", en="Where is the vehicle?"),
            [_spot_name(spot) for spot in SPOTS],
            SPOTS.index(start.spot),
            _spots_help(),
            kind="select",
        ),
        Control(
            "period",
            t(fr="Un message toutes les", en="One message every"),
            [quantity("delay", period) for period in PERIODS_MS],
            PERIODS_MS.index(start.period_ms),
        ),
    ]


def _spot_name(spot: SpotId) -> str:
    name = _WORDS.text("spot", spot)
    return f"{name}, {hall.distance_m(spot):.0f}{NO_BREAK}m"


def _spots_help() -> str:
    lane, gate, edge = (f"{hall.signal(spot).sinr_db:.0f}{NO_BREAK}dB" for spot in SPOTS)
    breaks = f"{hall.SPOTS['edge'].breaks_per_minute:.0f}"
    return _WORDS.text("help", "spot", lane=lane, gate=gate, edge=edge, breaks=breaks)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _method() -> list[str]:
    return _WORDS.list("method")


def _sources() -> str:
    return _WORDS.text("page", "sources")
