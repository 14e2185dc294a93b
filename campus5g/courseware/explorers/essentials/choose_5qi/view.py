"""From a flow's need to its 5QI: which classes of service suit it, and why the others don't."""

from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.choose_5qi.model import (
    TABLE,
    FiveQi,
    FlowNeed,
    Judgement,
    Kind,
    Shortfall,
    Traffic,
    advised,
    judge,
    suiting,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

FlowSituation = Literal["agv", "crane", "radio", "glasses", "arm", "stop", "sensors", "canteen"]

DELAYS_MS = (1000.0, 300.0, 200.0, 150.0, 100.0, 80.0, 50.0, 30.0, 20.0, 10.0, 8.0, 5.0, 2.0)
LOSSES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)

_READING = Traffic(50, 1000)
_VOICE = Traffic(60, 20)
_POSITION = Traffic(100, 20)
_COMMAND = Traffic(200, 10)
_STOP = Traffic(250, 8)
_STATE = Traffic(1000, 20)
_CALL = Traffic(15_000, 40)
_VIDEO = Traffic(40_000, 40)
TRAFFICS = (_READING, _VOICE, _POSITION, _COMMAND, _STOP, _STATE, _CALL, _VIDEO)

# The stop button's delay, messages and rate: 3GPP TS 22.104, mobile panel with an emergency stop,
# below 8 ms, 40 to 250 bytes, 250 kbit/s. Other values are typical of the uses, for training.
NEEDS: dict[FlowSituation, FlowNeed] = {
    "agv": FlowNeed(80, 1e-3, guaranteed=True, traffic=_POSITION),
    "crane": FlowNeed(150, 1e-3, guaranteed=True, traffic=_VIDEO),
    "radio": FlowNeed(100, 1e-2, guaranteed=True, traffic=_VOICE),
    "glasses": FlowNeed(10, 1e-3, guaranteed=False, traffic=_CALL),
    "arm": FlowNeed(10, 1e-4, guaranteed=True, traffic=_COMMAND),
    "stop": FlowNeed(8, 1e-4, guaranteed=True, traffic=_STOP),
    "sensors": FlowNeed(1000, 1e-3, guaranteed=False, traffic=_READING),
    "canteen": FlowNeed(300, 1e-2, guaranteed=False, traffic=_CALL),
}


class Choose5qi(anywidget.AnyWidget):
    """Controls for a need, and every 5QI with its verdict and reason.

    ``controls`` holds the positions of ``delay``, ``loss`` and ``traffic`` in their lists, and
    ``guaranteed`` as yes or no; the verdicts follow, and are empty while ``locked``.
    """

    _esm = script(__file__)
    _css = style()
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    examples: traitlets.List[Any] = traitlets.List().tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: FlowNeed, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            sliders=_sliders(),
            examples=[
                {"id": one, "name": name, "about": about, "controls": controls_of(NEEDS[one])}
                for one, (name, about) in _situations().items()
            ],
            controls=controls_of(start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["controls", "locked"])

    @property
    def need(self) -> FlowNeed:
        """The need at the controls' positions; out of range counts as the least demanding."""
        return FlowNeed(
            delay_ms=stop_at(DELAYS_MS, self.controls.get("delay")),
            loss=stop_at(LOSSES, self.controls.get("loss")),
            guaranteed=bool(self.controls.get("guaranteed")),
            traffic=stop_at(TRAFFICS, self.controls.get("traffic")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.verdicts = {} if self.locked else verdict_words(self.need)


def choose_5qi() -> Explorer:
    """Return the explorer "from a need to a 5QI", with a prediction first."""
    need = NEEDS["agv"]
    table = [
        [t(fr="Besoin", en="Need"), t(fr="Le 5QI le moins exigeant", en="The least demanding 5QI")],
        *([name, _advice(NEEDS[one])] for one, (name, _) in _situations().items()),
    ]
    return Explorer(_which_for_vehicles(), Choose5qi(need), table)


def controls_of(need: FlowNeed) -> dict[str, Any]:
    """Return the positions of the controls for a need; each of its values must be a position."""
    return {
        "delay": DELAYS_MS.index(need.delay_ms),
        "loss": LOSSES.index(need.loss),
        "traffic": TRAFFICS.index(need.traffic),
        "guaranteed": need.guaranteed,
    }


def verdict_words(need: FlowNeed) -> dict[str, Any]:
    """Return the advice and every 5QI's verdict, those that suit first."""
    fitting = suiting(need)
    others = [one for one in TABLE if one not in fitting]
    return {
        "advice": _advice(need),
        "suits": [
            {
                "name": f"5QI {one.number}",
                "about": t(fr="Prévu pour : ", en="Intended for: ") + example(one),
                "reason": ", ".join(
                    (
                        kind_name(one.kind),
                        _delay(one.budget_ms),
                        _loss(one.error_rate),
                        *_most_at_once(one),
                        t(fr=f"priorité {one.priority}", en=f"priority {one.priority}"),
                    )
                ),
            }
            for one in fitting
        ],
        "rows": [_row(judge(one, need), need) for one in (*fitting, *others)],
    }


def kind_name(kind: Kind) -> str:
    """Return the display name of a resource type."""
    return _WORDS.text("kind", kind)


def example(five_qi: FiveQi) -> str:
    """Return example services of a 5QI, in a few words (TS 23.501, table 5.7.4-1)."""
    return _WORDS.text("example", str(five_qi.number))


def shortfall_words(shortfall: Shortfall, five_qi: FiveQi, need: FlowNeed) -> str:
    """Return why a 5QI does not suit a need."""
    return _WORDS.text(
        "shortfall",
        shortfall,
        budget=_delay(five_qi.budget_ms),
        error_rate=_loss(five_qi.error_rate),
        burst=_bytes(need.traffic.burst_bytes(five_qi.budget_ms)),
        most=whole(five_qi.burst_bytes or 0),
    )


def _row(found: Judgement, need: FlowNeed) -> list[str]:
    one = found.five_qi
    reasons = ", ".join(shortfall_words(each, one, need) for each in found.shortfalls)
    return [
        f"5QI {one.number}",
        "✓ " + t(fr="convient", en="suitable") if found.suits else f"✕ {reasons}",
        kind_name(one.kind),
        _delay(one.budget_ms),
        _loss(one.error_rate),
        str(one.priority),
        example(one),
    ]


def _advice(need: FlowNeed) -> str:
    best = advised(need)
    if best is None:
        return _WORDS.text("advice", "none")
    words = f"{best.number} ({kind_name(best.kind)}, {example(best)})"
    return _WORDS.text("advice", "best", five_qi=words)


_GUESSED = (9, 79, 2, 3, 82)


def _which_for_vehicles() -> Prediction:
    need = NEEDS["agv"]
    guessed = [next(one for one in TABLE if one.number == number) for number in _GUESSED]
    best = advised(need)

    def outcome() -> tuple[str, str]:
        others = (_why_not(judge(one, need), need) for one in guessed if one != best)
        return str(best.number if best else None), f"{_advice(need)} {' '.join(others)}"

    _, about = _situations()["agv"]
    question = _WORDS.text("prediction", "question", about=about)
    colon = t(fr=" : ", en=": ")
    guesses = [
        Guess(
            str(one.number),
            f"5QI {one.number}{colon}{kind_name(one.kind)}, {_delay(one.budget_ms)}, "
            f"{_loss(one.error_rate)}",
        )
        for one in guessed
    ]
    return Prediction("which-5qi", question, guesses, outcome)


def _why_not(found: Judgement, need: FlowNeed) -> str:
    one = found.five_qi
    reasons = ", ".join(shortfall_words(each, one, need) for each in found.shortfalls)
    more = t(fr="conviendrait, mais exige davantage", en="would do, but is stricter than needed")
    return _WORDS.text("why_not", "reasons", number=one.number, reasons=reasons or more)


def _situations() -> dict[FlowSituation, tuple[str, str]]:
    return {
        one: (_WORDS.text("situation", one), _WORDS.text("situation_about", one)) for one in NEEDS
    }


def _sliders() -> list[dict[str, Any]]:
    return [
        {
            "id": "delay",
            "name": _WORDS.text("slider", "delay"),
            "help": _WORDS.text("slider_help", "delay"),
            "labels": [_delay(one) for one in DELAYS_MS],
        },
        {
            "id": "loss",
            "name": _WORDS.text("slider", "loss"),
            "help": _WORDS.text("slider_help", "loss"),
            "labels": [_loss(one) for one in LOSSES],
        },
        {
            "id": "traffic",
            "name": _WORDS.text("slider", "traffic"),
            "help": _WORDS.text("slider_help", "traffic"),
            "labels": [_traffic(one) for one in TRAFFICS],
        },
    ]


def _delay(delay_ms: float) -> str:
    if delay_ms >= 1000:
        return f"{number(delay_ms / 1000)}{NO_BREAK}s"
    return f"{number(delay_ms)}{NO_BREAK}ms"


def _loss(loss: float) -> str:
    count = f"{round(1 / loss):,}"
    return t(fr=f"1 sur {count.replace(',', NO_BREAK)}", en=f"1 in {count}")


def _bytes(count: int) -> str:
    return f"{whole(count)}{NO_BREAK}" + t(fr="octets", en="bytes")


def _traffic(sent: Traffic) -> str:
    return f"{_bytes(sent.message_bytes)} / {_delay(sent.every_ms)}"


def _most_at_once(five_qi: FiveQi) -> list[str]:
    if five_qi.burst_bytes is None:
        return []
    return [_WORDS.text("most_at_once", "bytes", most=_bytes(five_qi.burst_bytes))]


def _words() -> dict[str, Any]:
    return {**_WORDS.texts("page"), "headers": _WORDS.list("headers")}
