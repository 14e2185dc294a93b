"""An acceptance trial by sliders: the chance of taking a bad network, or refusing a good one."""

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
from campus5g.courseware.explorers.project.roadmap.acceptance_gate.model import (
    BAD,
    GOOD,
    Gate,
    chance_accepted,
    late_share_shown,
    risks,
    shortest_gate,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

ALLOWED = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
MESSAGES = (50, 100, 200, 299, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
TOLERATED = (0, 1, 2, 5, 10, 20, 50, 100, 200)
BURSTS = (1, 5, 10, 20, 50)
INTERVALS_S = (0.1, 1.0, 6.0, 60.0)

LARGE_RISK = 0.05
_START = {"allowed": 3, "messages": 3, "tolerated": 0, "burst": 0, "interval": 2}


def acceptance_gate() -> Explorer:
    """Return the explorer "the gate", with a prediction first."""
    table = answer(_START).tables[0]
    panel = ChartPanel(_controls(), answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    return Explorer(_prediction(), panel, [list(table.headers), *(list(row) for row in table.rows)])


def answer(at: Mapping[str, int]) -> Answer:
    """Return what the panel shows for positions of its controls."""
    gate = Gate(
        ALLOWED[at["allowed"]],
        MESSAGES[at["messages"]],
        TOLERATED[at["tolerated"]],
        BURSTS[at["burst"]],
    )
    found = risks(gate)
    small = [found.bad_accepted <= LARGE_RISK, found.good_refused <= LARGE_RISK]
    verdict = {(True, True): "both", (True, False): "strict", (False, True): "lax"}
    said = _WORDS.text(
        "advice",
        "risks",
        duration=_duration(gate.messages * INTERVALS_S[at["interval"]]),
        bad=chance(found.bad_accepted),
        good=chance(found.good_refused),
    )
    told = _WORDS.text("verdict", verdict.get((small[0], small[1]), "blind"))
    shortest = shortest_gate(gate.allowed, LARGE_RISK, gate.burst)
    enough = _WORDS.text(
        "advice",
        "shortest",
        messages=whole(shortest.messages),
        tolerated=whole(shortest.tolerated),
    )
    return Answer(
        f"{said} {told} {enough}",
        [_passing(gate), _lengths(gate, INTERVALS_S[at["interval"]])],
        [_table(gate)],
    )


def chance(share: float) -> str:
    """Return a chance as a percentage that a person can say."""
    if share < 0.001:
        return t(fr=f"moins de 0,1{NO_BREAK}%", en=f"less than 0.1{NO_BREAK}%")
    if share > 0.999:
        return t(fr=f"plus de 99,9{NO_BREAK}%", en=f"more than 99.9{NO_BREAK}%")
    return percent(round(share, 3) if share < 0.1 or share > 0.9 else round(share, 2))


def _controls() -> list[Control]:
    return [
        Control(
            "allowed",
            t(fr="Part de retards permise", en="Share late that is allowed"),
            [percent(each) for each in ALLOWED],
            _START["allowed"],
        ),
        Control(
            "messages",
            t(fr="Messages de l’essai", en="Messages of the trial"),
            [whole(each) for each in MESSAGES],
            _START["messages"],
        ),
        Control(
            "tolerated",
            t(fr="Retards tolérés", en="Late ones tolerated"),
            [whole(each) for each in TOLERATED],
            _START["tolerated"],
            _WORDS.text("help", "tolerated"),
        ),
        Control(
            "burst",
            t(fr="Retards par rafale", en="Late ones in a burst"),
            [whole(each) for each in BURSTS],
            _START["burst"],
            _WORDS.text("help", "burst"),
        ),
        Control(
            "interval",
            t(fr="Un message toutes les", en="One message every"),
            [_duration(each) for each in INTERVALS_S],
            _START["interval"],
        ),
    ]


def _prediction() -> Prediction:
    refused = risks(Gate(0.01, 299, 0)).good_refused
    shares = {"one": 0.01, "five": 0.05, "quarter": 0.25, "three-quarters": 0.75}
    right = min(shares, key=lambda each: abs(shares[each] - refused))
    return Prediction(
        "acceptance-gate",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (right, _WORDS.text("prediction", "why", refused=chance(refused))),
    )


def _passing(gate: Gate) -> Chart:
    end = 4 * gate.allowed
    shares = [end * step / 160 for step in range(161)]
    return Chart(
        heading=t(fr="Qui passe la recette", en="Who passes the trial"),
        title=_WORDS.text("chart", "passing", messages=whole(gate.messages)),
        reading=_WORDS.text("chart", "passing_reading"),
        x=Axis(
            t(fr="part réelle de retards", en="true share late"),
            0,
            end,
            [(gate.allowed * times, percent(gate.allowed * times)) for times in range(0, 5)],
        ),
        y=Axis(
            t(fr="chance d’être accepté", en="chance of being accepted"),
            0,
            1,
            [(each, percent(each)) for each in (0, 0.25, 0.5, 0.75, 1)],
        ),
        series=[
            Series(
                t(fr="chance d’être accepté", en="chance of being accepted"),
                "line",
                [(share, chance_accepted(gate, share)) for share in shares],
            )
        ],
        upright=[
            (GOOD * gate.allowed, t(fr="bon", en="good")),
            (BAD * gate.allowed, t(fr="mauvais", en="bad")),
        ],
    )


def _lengths(gate: Gate, interval_s: float) -> Chart:
    found = [(place, risks(_as_long(gate, messages))) for place, messages in enumerate(MESSAGES)]
    return Chart(
        heading=t(fr="Les deux risques, selon la durée", en="Both risks, by the length"),
        title=_WORDS.text("chart", "lengths"),
        reading=_WORDS.text("chart", "lengths_reading"),
        x=Axis(
            t(fr="durée de l’essai", en="length of the trial"),
            -0.5,
            len(MESSAGES) - 0.5,
            [
                (place, _duration(MESSAGES[place] * interval_s))
                for place in range(0, len(MESSAGES), 5)
            ],
        ),
        y=Axis(
            t(fr="risque", en="risk"), 0, 1, [(each, percent(each)) for each in (0, 0.25, 0.5, 1)]
        ),
        series=[
            Series(
                t(fr="accepter un mauvais réseau", en="accepting a bad network"),
                "line",
                [(place, each.bad_accepted) for place, each in found],
            ),
            Series(
                t(fr="refuser un bon réseau", en="refusing a good network"),
                "line",
                [(place, each.good_refused) for place, each in found],
            ),
        ],
        across=[(LARGE_RISK, percent(LARGE_RISK))],
    )


def _as_long(gate: Gate, messages: int) -> Gate:
    # The rule that goes with the requirement: as many late ones as it allows of so many messages.
    return Gate(gate.allowed, messages, int(gate.allowed * messages + 1e-9), gate.burst)


def _table(gate: Gate) -> Table:
    rows = []
    for tolerated in TOLERATED:
        each = Gate(gate.allowed, gate.messages, tolerated, gate.burst)
        found = risks(each)
        rows.append(
            [
                whole(tolerated),
                chance(found.bad_accepted),
                chance(found.good_refused),
                chance(late_share_shown(each)),
            ]
        )
    return Table(
        _WORDS.text("table", "caption", messages=whole(gate.messages)),
        [
            t(fr="Retards tolérés", en="Late ones tolerated"),
            t(fr="Mauvais accepté", en="Bad one accepted"),
            t(fr="Bon refusé", en="Good one refused"),
            t(fr="Ce que l’essai montre : au plus", en="What the trial shows: at most"),
        ],
        rows,
    )


def _duration(seconds: float) -> str:
    for below, unit_s, name in ((120.0, 1.0, "s"), (7200.0, 60.0, "min"), (172_800.0, 3600.0, "h")):
        if seconds < below:
            return f"{number(seconds / unit_s)}{NO_BREAK}{name}"
    return f"{number(seconds / 86_400)}{NO_BREAK}{t(fr='jours', en='days')}"
