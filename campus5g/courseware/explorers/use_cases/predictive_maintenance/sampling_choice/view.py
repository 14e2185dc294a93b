"""How to read a machine: rate, length, steady speed, and what the spectrum then shows."""

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
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.predictive_maintenance.sampling_choice import model
from campus5g.courseware.explorers.use_cases.predictive_maintenance.sampling_choice.model import (
    DRIFTS,
    LENGTHS_S,
    PART,
    RATES_HZ,
    Way,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import FAN, PARTS
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.vibration.acceleration import RESONANCE_HZ
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_START = Way(rate_hz=400, length_s=1.0)
_PREDICTED = Way(rate_hz=400, length_s=1.0)
_LEAST_MPS2, _MOST_MPS2 = 0.003, 1.0


def sampling_choice() -> Explorer:
    """Return the explorer, with a prediction first."""
    panel = ChartPanel(
        _controls(), lambda at: _answer(_chosen(at)), _method(), _WORDS.text("page", "sources")
    )
    table = _table(_START)
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def _prediction() -> Prediction:
    verdict = model.verdict(_PREDICTED)
    outcome = "nothing" if verdict == "silent" else "peak"
    guesses = [Guess(*each) for each in _WORDS.texts("guesses").items()]
    values = {
        "rate": whole(_PREDICTED.rate_hz),
        "struck": whole(FAN.struck_hz(PART)),
        "highest": whole(_PREDICTED.highest_hz),
        "rings": whole(RESONANCE_HZ),
    }
    question = _WORDS.text("prediction", "question", **values)
    why = _WORDS.text("prediction", "why", **values)
    return Prediction("sampling-rate", question, guesses, lambda: (outcome, why))


def _controls() -> Sequence[Control]:
    return [
        Control(
            "rate",
            _WORDS.text("control", "rate"),
            [f"{whole(rate)}{NO_BREAK}Hz" for rate in RATES_HZ],
            RATES_HZ.index(_START.rate_hz),
            _WORDS.text("help", "rate"),
        ),
        Control(
            "length",
            _WORDS.text("control", "length"),
            [f"{number(length)}{NO_BREAK}s" for length in LENGTHS_S],
            LENGTHS_S.index(_START.length_s),
        ),
        Control(
            "drift",
            _WORDS.text("control", "drift"),
            [_drift(drift) for drift in DRIFTS],
            DRIFTS.index(_START.drift),
            _WORDS.text("help", "drift"),
        ),
    ]


def _chosen(at: Mapping[str, int]) -> Way:
    return Way(RATES_HZ[at["rate"]], LENGTHS_S[at["length"]], DRIFTS[at["drift"]])


def _answer(way: Way) -> Answer:
    return Answer(_advice(way), [_chart(way)], [_table(way), _peaks(way)])


def _advice(way: Way) -> str:
    return _WORDS.text(
        "advice",
        model.verdict(way),
        size=whole(way.size_bytes),
        highest=whole(way.highest_hz),
        rings=whole(RESONANCE_HZ),
        apart=number(way.apart_hz),
        closest=number(round(model.closest_hz())),
        struck=whole(FAN.struck_hz(PART)),
    )


def _chart(way: Way) -> Chart:
    return Chart(
        heading=_WORDS.text("chart", "heading"),
        title=_advice(way),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="fréquence (Hz)", en="frequency (Hz)"),
            0,
            250,
            [(at, str(at)) for at in range(0, 201, 50)],
        ),
        y=Axis(
            "m/s²",
            _LEAST_MPS2,
            _MOST_MPS2,
            [(at, number(at)) for at in (0.01, 0.1, 1.0)],
            log=True,
        ),
        series=[Series(_WORDS.text("chart", "name"), "line", model.curve(way))],
        upright=[(FAN.struck_hz(part), _WORDS.text("mark", part)) for part in PARTS],
    )


def _table(way: Way) -> Table:
    rows = [
        ("highest", f"{whole(way.highest_hz)}{NO_BREAK}Hz"),
        ("apart", f"{number(way.apart_hz)}{NO_BREAK}Hz"),
        ("closest", f"{number(model.closest_hz())}{NO_BREAK}Hz"),
        ("peak", f"{number(model.peak_mps2(way))}{NO_BREAK}m/s²"),
        ("size", _WORDS.text("row", "bytes", size=whole(way.size_bytes))),
    ]
    return Table(
        _WORDS.text("row", "caption"),
        [_WORDS.text("row", "figure"), _WORDS.text("row", "value")],
        [[_WORDS.text("row", key), value] for key, value in rows],
    )


def _peaks(way: Way) -> Table:
    """Return the curve in steps of ten hertz: the largest amplitude of each."""
    curve = model.curve(way)
    rows = []
    for low in range(0, 250, 10):
        within = [amplitude for hertz, amplitude in curve if low < hertz <= low + 10]
        found = number(max(within)) if within and max(within) >= _LEAST_MPS2 / 10 else "–"
        rows.append([f"{low}–{low + 10}{NO_BREAK}Hz", found])
    return Table(_WORDS.text("chart", "heading"), [t(fr="de – à", en="from – to"), "m/s²"], rows)


def _drift(drift: float) -> str:
    if not drift:
        return _WORDS.text("control", "steady")
    return f"{round(100 * drift)}{NO_BREAK}%"


def _method() -> Sequence[str]:
    return _WORDS.list("method", rings=whole(RESONANCE_HZ), week=model.WEEK)
