"""Share, late messages, confidence and interval by sliders; the shortest trial that shows it."""

from collections.abc import Mapping

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.needs.trial_length.model import (
    late_share_at_most,
    messages_needed,
    shortest_trial,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SHARES = (0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 0.99999, 0.999999)
LATE = (0, 1, 2, 5)
CONFIDENCES = (0.8, 0.9, 0.95, 0.99)
INTERVALS_S = (0.01, 0.1, 1.0, 6.0, 60.0, 600.0)
BURSTS = (1, 5, 20, 50)
_HOUR_S, _SHIFT_S, _MONTH_S, _YEAR_S = 3600.0, 8 * 3600.0, 30 * 86_400.0, 365 * 86_400.0
_DECADES = 10


def trial_length() -> Explorer:
    """Return the explorer "how long must the trial be?"."""
    headers, *rows = _rows(0, 0.95, 6.0, 1)
    return Explorer(_prediction(), panel(), [headers, *rows])


def panel() -> ChartPanel:
    """Return the trial to set, still locked."""
    controls = [
        Control(
            "share",
            t(fr="Part des messages à l’heure", en="Share of the messages in time"),
            [percent(each) for each in SHARES],
            SHARES.index(0.99),
        ),
        Control(
            "late",
            t(fr="Retards vus pendant l’essai", en="Late ones seen during the trial"),
            [whole(each) for each in LATE],
        ),
        Control(
            "confidence",
            t(fr="Confiance", en="Confidence"),
            [percent(each) for each in CONFIDENCES],
            CONFIDENCES.index(0.95),
        ),
        Control(
            "interval",
            t(fr="Un message toutes les", en="One message every"),
            [duration(each) for each in INTERVALS_S],
            INTERVALS_S.index(6.0),
        ),
        Control(
            "burst",
            t(fr="Retards par rafale", en="Late ones in a burst"),
            [whole(each) for each in BURSTS],
            0,
            _WORDS.text("help", "burst"),
        ),
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def duration(seconds: float) -> str:
    """Return a duration in the unit that suits it."""
    units: tuple[tuple[float, float, str], ...] = (
        (1.0, 0.001, "ms"),
        (120.0, 1.0, "s"),
        (2 * _HOUR_S, 60.0, "min"),
        (48 * _HOUR_S, _HOUR_S, "h"),
        (2 * _YEAR_S, 86_400.0, t(fr="jours", en="days")),
    )
    for below, unit_s, name in units:
        if seconds < below:
            return f"{number(seconds / unit_s)}{NO_BREAK}{name}"
    return f"{number(seconds / _YEAR_S)}{NO_BREAK}{t(fr='ans', en='years')}"


def _prediction() -> Prediction:
    needed = messages_needed(0.999, 0, 0.95)
    guesses = _WORDS.texts("guesses")
    sizes = {"hundred": 100, "thousand": 1000, "three-thousand": 3000, "ten-thousand": 10_000}
    answer = min(sizes, key=lambda each: abs(sizes[each] - needed))
    return Prediction(
        "trial-length",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in guesses.items()],
        lambda: (answer, _WORDS.text("prediction", "why", needed=whole(needed))),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    share, late = SHARES[at["share"]], LATE[at["late"]]
    confidence, interval_s = CONFIDENCES[at["confidence"]], INTERVALS_S[at["interval"]]
    burst = BURSTS[at["burst"]]
    found = shortest_trial(share, late, confidence, interval_s, burst)
    headers, *rows = _rows(late, confidence, interval_s, burst)
    advice = _WORDS.text(
        "advice",
        "short" if found.duration_s <= _MONTH_S else "long",
        messages=whole(found.messages),
        late=_late(late),
        duration=duration(found.duration_s),
        confidence=percent(confidence),
    )
    return Answer(
        advice,
        [
            _bound_chart(share, late, confidence, burst),
            _lengths_chart(late, confidence, interval_s, burst),
        ],
        [Table(_WORDS.text("table", "caption"), headers, rows)],
    )


def _late(late: int) -> str:
    if late < 2:
        return _WORDS.text("late", ("none", "one")[late])
    return _WORDS.text("late", "some", late=late)


def _bound_chart(share: float, late: int, confidence: float, burst: int) -> Chart:
    sizes = [10 ** (step / 4) for step in range(4, 4 * _DECADES + 1)]
    points = [(n, late_share_at_most(late, n / burst, confidence)) for n in sizes]
    needed = messages_needed(share, late, confidence) * burst
    return Chart(
        heading=t(fr="Ce que l’essai n’exclut pas", en="What the trial does not rule out"),
        title=_WORDS.text("chart", "bound", late=_late(late)),
        reading=_WORDS.text("chart", "bound_reading"),
        x=Axis(
            t(fr="messages envoyés", en="messages sent"),
            10,
            10**_DECADES,
            [(10**each, _power(each)) for each in (1, 3, 5, 7, 9)],
            log=True,
        ),
        y=Axis(
            t(fr="part en retard", en="share late"),
            1e-8,
            1,
            [(each, percent(each)) for each in (1e-6, 1e-4, 0.01, 1)],
            log=True,
        ),
        series=[
            Series(
                t(fr="la part peut aller jusqu’à", en="the share may be as high as"),
                "line",
                points,
            )
        ],
        upright=[(needed, whole(needed))],
        across=[(1 - share, t(fr="permis", en="allowed"))],
    )


def _power(decades: int) -> str:
    return whole(10**decades) if decades < 6 else f"10{str(decades).translate(_RAISED)}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _lengths_chart(late: int, confidence: float, interval_s: float, burst: int) -> Chart:
    points = [
        (place, shortest_trial(share, late, confidence, interval_s, burst).duration_s / _HOUR_S)
        for place, share in enumerate(SHARES)
    ]
    return Chart(
        heading=t(fr="Durée de l’essai", en="Length of the trial"),
        title=_WORDS.text("chart", "lengths"),
        reading=_WORDS.text("chart", "lengths_reading"),
        x=Axis(
            t(fr="part demandée", en="share required"),
            -0.5,
            len(SHARES) - 0.5,
            [(place, percent(SHARES[place])) for place in (0, 2, 4, 6)],
        ),
        y=Axis(
            t(fr="durée", en="length"),
            1e-4,
            1e8,
            [
                (1 / 3600, duration(1)),
                (1, t(fr="une heure", en="an hour")),
                (_MONTH_S / _HOUR_S, t(fr="un mois", en="a month")),
                (100 * _YEAR_S / _HOUR_S, t(fr="un siècle", en="a century")),
            ],
            log=True,
        ),
        series=[Series(t(fr="le plus court essai", en="the shortest trial"), "dots", points)],
        across=[(_SHIFT_S / _HOUR_S, t(fr="un poste de 8 h", en="a shift of 8 h"))],
    )


def _rows(late: int, confidence: float, interval_s: float, burst: int) -> list[list[str]]:
    headers = [
        t(fr="Part à l’heure", en="Share in time"),
        t(fr="Messages", en="Messages"),
        t(fr="Durée", en="Length"),
    ]
    trials = [(each, shortest_trial(each, late, confidence, interval_s, burst)) for each in SHARES]
    return [
        headers,
        *(
            [percent(share), whole(found.messages), duration(found.duration_s)]
            for share, found in trials
        ),
    ]
