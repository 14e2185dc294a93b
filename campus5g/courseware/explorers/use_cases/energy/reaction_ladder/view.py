"""A reaction that runs down a ladder of times, against what its task allows."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.energy.reaction_ladder.model import (
    DAY_MS,
    HOUR_MS,
    INTERVALS_S,
    MINUTE_MS,
    NETWORKS,
    SECOND_MS,
    TASKS,
    Chain,
    NetworkId,
    TaskId,
    chain,
    place,
)
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_RUNGS_MS = (1, 10, 100, 1e3, 1e4, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, DAY_MS)
_START: tuple[TaskId, NetworkId, int] = ("shave", "good-5g", 900)


class ReactionLadder(anywidget.AnyWidget):
    """A task, a network and an interval, and the chain that they make; empty while ``locked``.

    ``stops`` has the position of each control; ``shown`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        task, network, interval_s = _START
        super().__init__(
            words=_words(),
            stops={
                "task": list(TASKS).index(task),
                "network": list(NETWORKS).index(network),
                "interval": INTERVALS_S.index(interval_s),
            },
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def chosen(self) -> tuple[TaskId, NetworkId, int]:
        """Task, network and interval (s); a position out of range counts as the first."""
        return (
            stop_at(list(TASKS), self.stops.get("task")),
            stop_at(list(NETWORKS), self.stops.get("network")),
            stop_at(INTERVALS_S, self.stops.get("interval")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.shown = {} if self.locked else ladder(*self.chosen)


def reaction_ladder() -> Explorer:
    """Return the explorer "the ladder of reactions", with a prediction first."""
    rows = verdict_rows(_START[2])
    return Explorer(_prediction(), ReactionLadder(), [_heads(), *rows])


def duration(time_ms: float) -> str:
    """Return a time with the unit that suits it."""
    for unit_ms, unit, from_units in (
        (DAY_MS, t(fr="jour", en="day"), 1),
        (HOUR_MS, "h", 1),
        (MINUTE_MS, "min", 2),
        (SECOND_MS, "s", 1),
    ):
        if time_ms >= from_units * unit_ms:
            return f"{number(time_ms / unit_ms)}{NO_BREAK}{unit}"
    return f"{number(time_ms)}{NO_BREAK}ms"


def ladder(task: TaskId, network: NetworkId, interval_s: int) -> dict[str, Any]:
    """Return a chain as the widget draws it, and in words."""
    found = chain(task, network, interval_s)
    return {
        "advice": _advice(found, task, network, interval_s),
        "verdict": found.verdict,
        "limit": {
            "at": place(found.limit_ms),
            "words": _WORDS.text("page", "limit", limit=duration(found.limit_ms)),
        },
        "stages": [
            {
                "name": _WORDS.text("stage", each.name),
                "words": duration(each.ends_ms - each.starts_ms),
                "from": place(each.starts_ms),
                "to": place(each.ends_ms),
                "ends": _WORDS.text("page", "ends", at=duration(each.ends_ms)),
            }
            for each in found.stages
        ],
        "result": _WORDS.text("result", found.verdict),
        "rows": verdict_rows(interval_s),
    }


def verdict_rows(interval_s: int) -> list[list[str]]:
    """Return for each network its verdict on each task."""
    return [
        [
            _WORDS.text("network", network),
            *(_WORDS.text("short", chain(task, network, interval_s).verdict) for task in TASKS),
        ]
        for network in NETWORKS
    ]


def _advice(found: Chain, task: TaskId, network: NetworkId, interval_s: int) -> str:
    if not found.stages:
        key = "stays" if found.verdict == "late" else "at-once"
        return _WORDS.text("advice", key)
    longest = found.longest
    if longest is None:
        return ""
    said = _WORDS.text(
        "advice",
        found.verdict,
        ends=duration(found.ends_ms),
        limit=duration(found.limit_ms),
        part=_WORDS.text("stage_in", longest.name),
        length=duration(longest.ends_ms - longest.starts_ms),
    )
    if found.interval_s > interval_s and TASKS[task].reads:
        least = duration(found.interval_s * SECOND_MS)
        name = _WORDS.text("network", network)
        return f"{said} {_WORDS.text('advice', 'least', network=name, least=least)}"
    return said


def _prediction() -> Prediction:
    task, network, interval_s = _START
    before, after = chain(task, "lorawan", interval_s), chain(task, network, interval_s)
    outcome = "gained" if after.verdict == "in-time" else "nothing"
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    why = _WORDS.text(
        "prediction",
        "why",
        before=duration(before.ends_ms),
        after=duration(after.ends_ms),
        limit=duration(after.limit_ms),
        interval=duration(interval_s * SECOND_MS),
    )
    question = _WORDS.text(
        "prediction",
        "question",
        interval=duration(interval_s * SECOND_MS),
        limit=duration(after.limit_ms),
    )
    return Prediction("reaction-ladder", question, guesses, lambda: (outcome, why))


def _heads() -> list[str]:
    return [t(fr="Réseau", en="Network"), *_WORDS.texts("task").values()]


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        **_WORDS.texts("run"),
        "tasks": list(_WORDS.texts("task").values()),
        "networks": list(_WORDS.texts("network").values()),
        "intervals": [duration(each * SECOND_MS) for each in INTERVALS_S],
        "rungs": [{"at": place(each), "words": duration(each)} for each in _RUNGS_MS],
        "method": _WORDS.list("method"),
        "headers": _heads(),
        "player": player_words(),
    }
