"""Alone, until the end of the shift: the battery, the alarm, and the silence that tells."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.augmented_operator.lone_worker.model import (
    BATTERY_WH,
    SHIFT_H,
    Round,
    arrives,
    draw,
    false_alarms,
    noticed_within_s,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, percent
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CHECK_INS_S = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
MISSED = (1, 2, 3, 5)
HOLES = (0.0, 0.02, 0.05, 0.1, 0.2)
STAYS_S = (15.0, 30.0, 60.0, 180.0)
CALLS_MIN = (0, 5, 15, 30)

START = Round(60.0, 3, 0.1, 30.0, 0.0, False)


def lone_worker() -> Explorer:
    """Return the explorer "alone, until the end of the shift", with a prediction first."""
    controls = [
        Control(
            "check-in",
            t(fr="Signe de vie toutes les", en="A check-in every"),
            [seconds(each) for each in CHECK_INS_S],
            CHECK_INS_S.index(START.check_in_s),
        ),
        Control(
            "missed",
            t(fr="On part après", en="Someone leaves after"),
            [missing(count) for count in MISSED],
            MISSED.index(START.missed),
        ),
        Control(
            "hole",
            t(fr="Ronde sans couverture", en="Round without coverage"),
            [percent(each) for each in HOLES],
            HOLES.index(START.hole_share),
        ),
        Control(
            "stay",
            t(fr="Passage dans un trou, en moyenne", en="Stay in a hole, on average"),
            [seconds(each) for each in STAYS_S],
            STAYS_S.index(START.hole_s),
        ),
        Control(
            "call",
            t(fr="Appel vidéo, par heure", en="Video call, per hour"),
            [f"{each}{NO_BREAK}min" for each in CALLS_MIN],
        ),
        Control(
            "far",
            t(fr="L’antenne est", en="The antenna is"),
            [t(fr="proche", en="near"), t(fr="loin", en="far away")],
            kind="select",
        ),
    ]
    panel = ChartPanel(controls, lambda at: _answer(_chosen(at)), _method(), _sources())
    table = _table(START)
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def seconds(value_s: float) -> str:
    """Return a time in seconds or in minutes, whichever reads best."""
    if value_s < 60:
        return f"{number(value_s)}{NO_BREAK}s"
    return f"{number(value_s / 60)}{NO_BREAK}min"


def missing(count: int) -> str:
    """Return a number of missing check-ins."""
    if count == 1:
        return t(fr="1 signe manqué", en="1 missing check-in")
    return t(fr=f"{count} signes manqués", en=f"{count} missing check-ins")


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        lost = 1 - arrives(START)
        first = "none" if lost < 0.02 else "tenth" if lost < 0.3 else "half"
        why = _WORDS.text(
            "prediction", "why", lost=percent(lost), within=seconds(noticed_within_s(START))
        )
        return first, why

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("alone", _WORDS.text("prediction", "question"), guesses, outcome)


def _chosen(at: Mapping[str, int]) -> Round:
    return Round(
        CHECK_INS_S[at["check-in"]],
        MISSED[at["missed"]],
        HOLES[at["hole"]],
        STAYS_S[at["stay"]],
        CALLS_MIN[at["call"]] / 60,
        at["far"] == 1,
    )


def _answer(one: Round) -> Answer:
    return Answer(_advice(one), [_chart(one), _bars(one)], [_table(one), _choices(one)])


def _advice(one: Round) -> str:
    found_h = draw(one).hours
    if found_h >= SHIFT_H:
        lasts = _WORDS.text("lasts", "enough", hours=number(found_h))
    else:
        lasts = _WORDS.text("lasts", "short", hours=number(found_h))
    if one.hole_share == 0:
        return _WORDS.text("advice", "covered", lasts=lasts)
    return _WORDS.text(
        "advice",
        "holes",
        arrives=percent(arrives(one)),
        within=seconds(noticed_within_s(one)),
        false=_times(false_alarms(one)),
        lasts=lasts,
    )


def _times(count: float) -> str:
    if 0 < count < 0.01:
        return t(fr="moins de 0,01", en="less than 0.01")
    return number(count)


def _chart(one: Round) -> Chart:
    least, most = 0.001, 1000.0

    def at(check_in_s: float, missed: int) -> tuple[float, float]:
        other = replace(one, check_in_s=check_in_s, missed=missed)
        return noticed_within_s(other), min(most, max(least, false_alarms(other)))

    series = [
        Series(
            missing(n),
            "line",
            [point for point in (at(each, n) for each in CHECK_INS_S) if point[0] <= 3000],
        )
        for n in MISSED
    ]
    here = [at(one.check_in_s, one.missed)]
    series.append(Series(t(fr="votre réglage", en="your setting"), "dots", here, style=5))
    return Chart(
        heading=_WORDS.text("chart", "heading"),
        title=_WORDS.text("chart", "title"),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="on s’en aperçoit en", en="noticed within"),
            10,
            3000,
            [(each, seconds(each)) for each in (10, 60, 600)],
            log=True,
        ),
        y=Axis(
            t(fr="départs pour rien, par poste", en="false calls, a shift"),
            least,
            most,
            [(each, number(each)) for each in (0.001, 0.01, 0.1, 1, 10, 100)],
            log=True,
        ),
        series=series,
        across=[(1, t(fr="1 par poste", en="1 a shift"))],
    )


def _bars(one: Round) -> Bars:
    found = draw(one)
    row = (
        _WORDS.text("bars", "row", hours=number(found.hours)),
        [found.idle_w, found.call_w, found.radio_w],
    )
    parts = _WORDS.texts("parts")
    return Bars(
        heading=_WORDS.text("bars", "heading"),
        title=_WORDS.text("bars", "title", hours=number(found.hours)),
        reading=_WORDS.text("bars", "reading", limit=number(BATTERY_WH / SHIFT_H)),
        to=3.5,
        rows=[row],
        parts=list(parts.values()),
    )


def _table(one: Round) -> Table:
    found = draw(one)

    def watts(value_w: float) -> str:
        return f"{number(value_w)}{NO_BREAK}W"

    values = {
        "arrives": percent(arrives(one)),
        "within": seconds(noticed_within_s(one)),
        "for-nothing": _times(false_alarms(one)),
        "idle": watts(found.idle_w),
        "call": watts(found.call_w),
        "radio": watts(found.radio_w),
        "hours": f"{number(found.hours)}{NO_BREAK}h",
    }
    return Table(
        _WORDS.text("table", "caption"),
        _WORDS.list("headers"),
        [[name, values[key]] for key, name in _WORDS.texts("rows").items()],
    )


def _choices(one: Round) -> Table:
    rows = []
    for check_in_s in CHECK_INS_S:
        other = replace(one, check_in_s=check_in_s)
        rows.append(
            [
                seconds(check_in_s),
                seconds(noticed_within_s(other)),
                _times(false_alarms(other)),
                f"{number(draw(other).hours)}{NO_BREAK}h",
            ]
        )
    return Table(_WORDS.text("table", "choices"), _WORDS.list("choice_headers"), rows)


def _method() -> Sequence[str]:
    return _WORDS.list("method")


def _sources() -> str:
    return _WORDS.text("page", "sources")
