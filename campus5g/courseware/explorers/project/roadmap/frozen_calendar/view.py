"""A migration in a calendar of areas and weeks, played or stepped week by week."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.roadmap.frozen_calendar.model import (
    AREAS,
    OLD_ENDS,
    WEEKS,
    Course,
    FreezeId,
    Migration,
    Week,
    migrate,
)
from campus5g.courseware.explorers.stops import stop_at
from campus5g.wording import Wording

_WORDS = Wording(__file__)

FIRST = (1, 2, 4, 8)
STEPS = (1, 2, 4, 8)
WATCH_WEEKS = (0, 1, 2, 4)
FAULT_WEEKS = (None, 1, 3, 6)
FREEZE_IDS: tuple[FreezeId, ...] = ("none", "month-ends", "campaign", "both")
WAYS_BACK = (False, True)

START = {"first": 0, "step": 1, "watch": 2, "fault": 2, "back": 1, "freeze": 3}
AT_ONCE = Migration(8, 8, 0, 3, False, "none")
"""What the prediction asks about: everything in one weekend, and no way back."""


class FrozenCalendar(anywidget.AnyWidget):
    """How a migration is planned, and its weeks; empty while ``locked``.

    ``stops`` has the position of each control; ``shown`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), stops=START, locked=locked)
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def plan(self) -> Migration:
        """The migration at the controls' positions; out of range counts as the first."""
        at = self.stops.get
        return Migration(
            first=stop_at(FIRST, at("first")),
            step=stop_at(STEPS, at("step")),
            watch_weeks=stop_at(WATCH_WEEKS, at("watch")),
            fault_weeks=stop_at(FAULT_WEEKS, at("fault")),
            way_back=stop_at(WAYS_BACK, at("back")),
            freeze=stop_at(FREEZE_IDS, at("freeze")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.shown = {} if self.locked else calendar(self.plan)


def frozen_calendar() -> Explorer:
    """Return the explorer "the frozen calendar", with a prediction first."""
    return Explorer(_prediction(), FrozenCalendar(), _plans())


def calendar(plan: Migration) -> dict[str, Any]:
    """Return a migration as the widget draws it, and in words."""
    found = migrate(plan)
    return {
        "advice": _advice(found),
        "weeks": [
            {
                "frozen": week.frozen,
                "states": list(week.states),
                "words": _week_words(week),
                "row": _row(week),
            }
            for week in found.weeks
        ],
    }


def _advice(found: Course) -> str:
    disturbed = _WORDS.text("disturbed", _one_or_more(found.disturbed), count=found.disturbed)
    if found.done is None:
        return f"{_WORDS.text('done', 'never', weeks=WEEKS)} {disturbed}"
    told = _WORDS.text(
        "done", "in_time" if found.in_time else "late", week=found.done, ends=OLD_ENDS
    )
    return f"{told} {disturbed}"


def _one_or_more(count: int) -> str:
    return "none" if count == 0 else "one" if count == 1 else "some"


def _week_words(week: Week) -> str:
    said = [_WORDS.text("week", "number", number=week.number)]
    if week.frozen:
        said.append(_WORDS.text("week", "frozen"))
    for state, words in _WORDS.texts("doing").items():
        if count := week.states.count(state):
            said.append(f"{words}{count}.")
    return " ".join(said)


def _row(week: Week) -> list[str]:
    counts = [str(week.states.count(state)) for state in ("old", "works", "watched", "new")]
    frozen = _WORDS.text("week", "in_a_freeze") if week.frozen else ""
    return [str(week.number), frozen, *counts, str(week.disturbed)]


def _plans() -> list[list[str]]:
    rows = [_WORDS.list("plan_heads")]
    for name, plan in (
        ("at-once", AT_ONCE),
        ("start", Migration()),
        ("fours", Migration(step=4)),
    ):
        found = migrate(plan)
        done = str(found.done) if found.done else "–"
        rows.append([_WORDS.text("plans", name), done, str(found.disturbed)])
    return rows


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        careful = migrate(Migration(1, 4, 2, 3, False, "none")).disturbed
        lost = migrate(AT_ONCE).disturbed
        right = {3: "three", 8: "eight", 24: "twenty-four"}.get(lost, "none")
        return right, _WORDS.text("prediction", "why", lost=lost, careful=careful)

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("frozen-calendar", _WORDS.text("prediction", "question"), guesses, outcome)


def _words() -> dict[str, Any]:
    counts = {"first": FIRST, "step": STEPS, "watch": WATCH_WEEKS}
    labels = {
        **{name: [str(each) for each in stops] for name, stops in counts.items()},
        "back": list(_WORDS.texts("back").values()),
        "freeze": list(_WORDS.texts("freeze").values()),
        "fault": list(_WORDS.texts("fault").values()),
    }
    return {
        **_WORDS.texts("page"),
        "controls": [
            {"id": name, "name": words, "labels": labels[name]}
            for name, words in _WORDS.texts("control").items()
        ],
        "states": _WORDS.texts("state"),
        "areas": AREAS,
        "count": WEEKS,
        "ends": OLD_ENDS,
        "player": player_words(),
        "method": _WORDS.list("method"),
        "headers": _WORDS.list("heads"),
    }
