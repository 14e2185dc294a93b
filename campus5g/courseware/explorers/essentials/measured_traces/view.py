"""Measured round trips, compared with the model and with the requirements of TS 22.104."""

from collections.abc import Mapping, Sequence

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED, MeasuredId
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models.requirement import (
    REQUIREMENTS,
    Finding,
    Requirement,
    RequirementId,
    judge,
    samples_to_show,
)
from campus5g.courseware.explorers.models.round_trip import round_trips
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, quantity, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

NETWORKS: tuple[MeasuredId, ...] = tuple(MEASURED)
USES: tuple[RequirementId, ...] = tuple(REQUIREMENTS)
BREAKS_PER_MINUTE = (0.0, 1.0, 2.0, 4.0)
UNPRINTED_SHARE = 0.999
"""The share asked for a use whose availability this course does not print."""

_SHARES = (0.5, 0.95, 0.99, 0.999)
_FROM_MS, _TO_MS = 2.0, 20_000.0
_FEWEST = 1e-4
_START: tuple[MeasuredId, RequirementId] = ("private-driving", "robot-remote")


def measured_traces_explorer() -> Explorer:
    """Return the explorer "measured, modelled, asked", with a prediction first."""
    network, use = _START
    controls = [
        Control(
            "network",
            t(fr="Mesures", en="Measurements"),
            [network_name(each) for each in NETWORKS],
            NETWORKS.index(network),
            kind="select",
        ),
        Control(
            "use",
            t(fr="Besoin (TS 22.104)", en="Need (TS 22.104)"),
            [f"{_limit(REQUIREMENTS[each])} – {use_name(each)}" for each in USES],
            USES.index(use),
            kind="select",
        ),
        Control(
            "breaks",
            t(fr="Coupures dans le modèle", en="Breaks in the model"),
            [_breaks(each) for each in BREAKS_PER_MINUTE],
        ),
    ]
    panel = ChartPanel(controls, _answer, _method(), _sources())
    table = _networks_table()
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def network_name(network: MeasuredId) -> str:
    """Return the display name of a measured network."""
    return _WORDS.text("network", network)


def use_name(use: RequirementId) -> str:
    """Return the display name of a use."""
    return _WORDS.text("use", use)


def share_asked(requirement: Requirement) -> float:
    """Return the share of messages that must arrive in time, 0 to 1."""
    return requirement.availability or UNPRINTED_SHARE


def verdict(network: MeasuredId, use: RequirementId) -> tuple[Finding, str]:
    """Return how the measurements meet a need, as a finding and in a sentence or two."""
    measured, requirement = MEASURED[network], REQUIREMENTS[use]
    asked = share_asked(requirement)
    found = judge(requirement, measured.percentiles_ms, measured.samples, asked)
    allowed = percent(1 - asked)
    at_least, at_most = _percent(found.late_at_least), _percent(found.late_at_most)
    if found.verdict == "met":
        return found, _WORDS.text("verdict", "met", at_most=at_most, allowed=allowed)
    if found.verdict == "missed":
        return found, _WORDS.text("verdict", "missed", at_least=at_least, allowed=allowed)
    if measured.samples < samples_to_show(asked):
        needed = number(samples_to_show(asked))
        return found, _WORDS.text(
            "verdict",
            "too-few",
            samples=whole(measured.samples),
            share=percent(asked),
            needed=needed,
        )
    return found, _WORDS.text(
        "verdict", "not-proven", at_least=at_least, at_most=at_most, allowed=allowed
    )


def _percent(share: float) -> str:
    """Return a bound of a share with two or three significant digits."""
    return f"{number(100 * share)}{NO_BREAK}%"


def _prediction() -> Prediction:
    measured = MEASURED["private-driving"].percentiles_ms
    median, p99, rare = (_exact(measured[share]) for share in (0.5, 0.99, 0.999))
    guesses_ms = (35, 70, 200)
    guesses = [
        Guess(str(each), t(fr="environ ", en="about ") + quantity("delay", each))
        for each in guesses_ms
    ]
    nearest = min(guesses_ms, key=lambda each: abs(each - measured[0.999]))
    question = _WORDS.text("prediction", "question", median=median, p99=p99)
    why = _WORDS.text(
        "prediction", "why", rare=rare, times=number(measured[0.999] / measured[0.99])
    )
    return Prediction("traces-tail", question, guesses, lambda: (str(nearest), why))


def _answer(at: Mapping[str, int]) -> Answer:
    network, use = NETWORKS[at["network"]], USES[at["use"]]
    breaks = BREAKS_PER_MINUTE[at["breaks"]]
    _, words = verdict(network, use)
    silence_ms = MEASURED[network].longest_silence_ms
    silent = _WORDS.text(
        "silence",
        "unpublished" if silence_ms is None else "measured",
        silence=_silence(silence_ms),
    )
    return Answer(
        advice=f"{words} {silent}",
        figures=[_chart(network, use, breaks, words)],
        tables=[_networks_table(breaks), _uses_table(network)],
    )


def _chart(network: MeasuredId, use: RequirementId, breaks: float, words: str) -> Chart:
    limit_ms = REQUIREMENTS[use].latency_ms
    measured = sorted((ms, 1 - share) for share, ms in MEASURED[network].percentiles_ms.items())
    # Of the slowest, nothing is left behind it: it stands at the bottom of the scale.
    points = [(ms, max(rest, _FEWEST)) for ms, rest in measured]
    model = round_trips(breaks).delays
    delays = [_FROM_MS * (_TO_MS / _FROM_MS) ** (step / 150) for step in range(151)]
    curve = [(ms, model.late_share(ms)) for ms in delays]
    # Where the model has no message left, its curve ends.
    curve = [(ms, rest) for ms, rest in curve if rest > 0]
    name = network_name(network)
    return Chart(
        heading=t(fr="Qui est encore en route ?", en="Who is still on the way?"),
        title=_WORDS.text("chart", "title", name=name, network=_in_words(network), verdict=words),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="aller-retour (ms)", en="round trip (ms)"),
            _FROM_MS,
            _TO_MS,
            [(10, "10"), (100, "100"), (1000, number(1000)), (10_000, number(10_000))],
            log=True,
        ),
        y=Axis(
            t(fr="encore en route", en="still on the way"),
            _FEWEST,
            1,
            [(at, percent(at)) for at in (1, 0.1, 0.01, 0.001, 0.0001)],
            log=True,
        ),
        series=[
            Series(name, "line", points, style=1),
            Series(t(fr="percentiles mesurés", en="measured percentiles"), "dots", points, style=1),
            Series(t(fr="modèle : ", en="model: ") + _breaks(breaks), "line", curve, style=2),
        ],
        upright=[
            (limit_ms, quantity("delay", limit_ms)),
            (2 * limit_ms, f"2 × {quantity('delay', limit_ms)}"),
        ],
    )


def _in_words(network: MeasuredId) -> str:
    known = MEASURED[network].percentiles_ms
    return ", ".join(
        f"p{number(100 * share)} {_exact(known[share])}" for share in _SHARES if share in known
    )


def _networks_table(breaks: float = 0.0) -> Table:
    model = round_trips(breaks)
    rows = [
        [
            network_name(network),
            *(
                _exact(measured.percentiles_ms[share]) if share in measured.percentiles_ms else "–"
                for share in _SHARES
            ),
            _silence(measured.longest_silence_ms),
            whole(measured.samples),
            measured.source,
        ]
        for network, measured in MEASURED.items()
    ]
    rows.append(
        [
            t(fr="Modèle : ", en="Model: ") + _breaks(breaks),
            *(quantity("delay", model.delays.percentile_ms(share)) for share in _SHARES),
            quantity("delay", model.silence.length_ms),
            whole(len(model.delays.sorted_ms)),
            t(fr="modèle radio du kit virtuel", en="radio model of the virtual kit"),
        ]
    )
    return Table(
        _WORDS.text("table", "caption"),
        [
            t(fr="Réseau", en="Network"),
            "p50",
            "p95",
            "p99",
            t(fr="p99,9", en="p99.9"),
            t(fr="Plus long silence", en="Longest silence"),
            t(fr="Nombre", en="Number"),
            t(fr="Source", en="Source"),
        ],
        rows,
    )


def _uses_table(network: MeasuredId) -> Table:
    return Table(
        t(fr="Ce que demande TS 22.104, dans un sens", en="What TS 22.104 asks, one way")
        + f" ; {network_name(network)}",
        [
            t(fr="Besoin", en="Need"),
            t(fr="Délai", en="Delay"),
            t(fr="Disponibilité", en="Availability"),
            t(fr="Temps de survie", en="Survival time"),
            t(fr="Tableau ou clause", en="Table or clause"),
            t(fr="Verdict", en="Verdict"),
        ],
        [
            [
                use_name(use),
                _limit(one),
                "–" if one.availability is None else percent(one.availability),
                "–" if one.survival_ms is None else quantity("delay", one.survival_ms),
                one.clause,
                verdict(network, use)[1],
            ]
            for use, one in REQUIREMENTS.items()
        ],
    )


def _exact(delay_ms: float) -> str:
    """Return a published delay with all its published digits."""
    if delay_ms == round(delay_ms):
        return f"{whole(delay_ms)}{NO_BREAK}ms"
    return t(fr=f"{delay_ms:g}".replace(".", ","), en=f"{delay_ms:g}") + f"{NO_BREAK}ms"


def _silence(silence_ms: float | None) -> str:
    return "–" if silence_ms is None else _exact(silence_ms)


def _limit(requirement: Requirement) -> str:
    return quantity("delay", requirement.latency_ms)


def _breaks(per_minute: float) -> str:
    if not per_minute:
        return t(fr="aucune coupure", en="no breaks")
    if per_minute == 1:
        return t(fr="1 coupure par minute", en="1 break a minute")
    count = number(per_minute)
    return t(fr=f"{count} coupures par minute", en=f"{count} breaks a minute")


def _method() -> Sequence[str]:
    return _WORDS.list("method", unprinted_share=percent(UNPRINTED_SHARE))


def _sources() -> str:
    return _WORDS.text("page", "sources")
