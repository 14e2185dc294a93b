"""Weights by sliders, the weighted means, and a fan of what one weight would change."""

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
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, whole
from campus5g.courseware.weighted_choice import (
    Points,
    ends,
    mean,
    tippings,
    winners,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CRITERIA = ("need", "cost", "repair", "growth", "control")
WEIGHTS = (0, 1, 2, 3, 4, 5)
POINTS: Points = {
    "wifi": {"need": 3, "cost": 5, "repair": 5, "growth": 2, "control": 4},
    "lorawan": {"need": 2, "cost": 5, "repair": 4, "growth": 1, "control": 4},
    "public-5g": {"need": 4, "cost": 4, "repair": 2, "growth": 4, "control": 1},
    "private-5g": {"need": 5, "cost": 1, "repair": 2, "growth": 5, "control": 5},
}
"""An invented company's points."""
START_CRITERION = "need"


def weighted_choice() -> Explorer:
    """Return the explorer "what tips the choice"."""
    return Explorer(_prediction(), panel(), _rows(dict.fromkeys(CRITERIA, 2)))


def panel() -> ChartPanel:
    """Return the weights to set, still locked."""
    controls = [
        Control(
            "varied",
            t(fr="Critère à faire varier", en="Criterion to vary"),
            [_WORDS.text("criterion", each) for each in CRITERIA],
            CRITERIA.index(START_CRITERION),
            kind="select",
        ),
        *(
            Control(each, _WORDS.text("criterion", each), [whole(one) for one in WEIGHTS], 2)
            for each in CRITERIA
        ),
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def _prediction() -> Prediction:
    weights = dict.fromkeys(CRITERIA, 2.0)
    [first, *_] = tippings(POINTS, weights, START_CRITERION)
    places = {"quarter": 0.25, "half": 0.5, "eighty": 0.8}
    answer = min(places, key=lambda each: abs(places[each] - first.share))
    criterion = _WORDS.text("criterion", START_CRITERION)
    winner = _WORDS.text("option", winners(POINTS, weights)[0])
    after = _WORDS.text("option", first.after)
    return Prediction(
        "weighted-choice",
        _WORDS.text("prediction", "question", winner=winner, criterion=criterion),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (
            answer,
            _WORDS.text("prediction", "why", share=_share(first.share), after=after),
        ),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    weights = {each: float(WEIGHTS[at[each]]) for each in CRITERIA}
    varied = CRITERIA[at["varied"]]
    headers, *rows = _rows(weights)
    return Answer(
        _advice(weights, varied),
        [_fan(weights, varied)],
        [Table(_WORDS.text("table", "caption"), headers, rows)],
    )


def _advice(weights: Mapping[str, float], varied: str) -> str:
    if not any(weights.values()):
        return _WORDS.text("advice", "none")
    first, *others = winners(POINTS, weights)
    value = number(mean(POINTS[first], weights))
    if others:
        return _WORDS.text("advice", "tie", mean=value)
    known = {
        "winner": _WORDS.text("option", first),
        "mean": value,
        "criterion": _WORDS.text("criterion", varied),
    }
    changes = tippings(POINTS, weights, varied)
    if not changes:
        return _WORDS.text("advice", "firm", **known)
    now = _share(weights[varied] / sum(weights.values()))
    shares = t(fr=" et ", en=" and ").join(_share(each.share) for each in changes)
    return _WORDS.text("advice", "tips", **known, now=now, shares=shares)


def _fan(weights: Mapping[str, float], varied: str) -> Chart:
    total = sum(weights.values())
    now = [(100 * weights[varied] / total, t(fr="votre poids", en="your weight"))] if total else []
    return Chart(
        heading=t(fr="Ce que ce poids changerait", en="What this weight would change"),
        title=_WORDS.text("chart", "fan", criterion=_WORDS.text("criterion", varied)),
        reading=_WORDS.text("chart", "fan_reading"),
        x=Axis(
            t(fr="part de ce critère", en="this criterion’s share"),
            0,
            100,
            [(each, f"{each}{NO_BREAK}%") for each in (0, 25, 50, 75, 100)],
        ),
        y=Axis(
            t(fr="moyenne sur 5", en="mean of 5"), 0, 5, [(each, str(each)) for each in range(6)]
        ),
        series=[
            Series(
                _WORDS.text("option", option),
                "line",
                list(zip((0, 100), ends(points, weights, varied), strict=True)),
            )
            for option, points in POINTS.items()
        ],
        upright=now,
    )


def _rows(weights: Mapping[str, float]) -> list[list[str]]:
    headers = [
        t(fr="Option", en="Option"),
        *(_WORDS.text("criterion", each) for each in CRITERIA),
        t(fr="Moyenne", en="Mean"),
    ]
    return [
        headers,
        *(
            [
                _WORDS.text("option", option),
                *(whole(points[each]) for each in CRITERIA),
                number(mean(points, weights)),
            ]
            for option, points in POINTS.items()
        ),
    ]


def _share(share: float) -> str:
    return percent(round(share, 2))
