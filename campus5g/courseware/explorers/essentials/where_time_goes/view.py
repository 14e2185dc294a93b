"""Where a stop command's time goes: the parts of its delay, for settings that the learner moves."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.where_time_goes.model import (
    COMMANDS,
    PARTS,
    Part,
    RoundTrip,
)
from campus5g.courseware.explorers.essentials.where_time_goes.recorded import (
    CELLS,
    CORE_KM,
    LOADS,
    recorded_round_trip,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


class WhereTimeGoes(anywidget.AnyWidget):
    """Three controls, and the parts of a round trip; nothing while ``locked``.

    ``core`` and ``load`` are positions in `CORE_KM` and `LOADS`, ``cell`` one of `CELLS`.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    core = traitlets.Int(0).tag(sync=True)
    load = traitlets.Int(0).tag(sync=True)
    cell = traitlets.Unicode("nominal").tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), locked=locked)
        self._follow()
        self.observe(self._follow, ["core", "load", "cell", "locked"])

    @property
    def trip(self) -> RoundTrip:
        """The round trip at the controls' positions; out of range counts as the first one."""
        cell = next((one for one in CELLS if one == self.cell), CELLS[0])
        return recorded_round_trip(stop_at(CORE_KM, self.core), stop_at(LOADS, self.load), cell)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.answer = {} if self.locked else answer_words(self.trip)


def where_time_goes() -> Explorer:
    """Return the explorer of a command's delay, with a prediction first."""
    question = _WORDS.text("prediction", "question")
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    rows = answer_words(recorded_round_trip())["rows"]
    table = [_words()["headers"], *([row["name"], *row["cells"]] for row in rows)]
    return Explorer(
        Prediction("where-time-goes", question, guesses, _outcome), WhereTimeGoes(), table
    )


def _outcome() -> tuple[str, str]:
    trip = recorded_round_trip()
    share = round(100 * trip.share("request"))
    return trip.largest, _WORDS.text("prediction", "outcome", share=share)


def part_name(part: Part) -> str:
    """Return the display name of a part of the delay."""
    return _WORDS.text("part", part)


def answer_words(trip: RoundTrip) -> dict[str, Any]:
    """Return a round trip in words and numbers."""
    share = round(100 * trip.share(trip.largest))
    name = part_name(trip.largest).lower()
    return {
        "advice": _WORDS.text(
            "advice",
            "largest",
            median=_ms(trip.median_ms),
            p99=_ms(trip.p99_ms),
            name=name,
            share=share,
        ),
        "rows": [
            {
                "name": part_name(part),
                "first": trip.there_ms[part],
                "second": trip.back_ms[part],
                "words": _ms(trip.part_ms(part)),
                "cells": [
                    _ms(trip.there_ms[part]),
                    _ms(trip.back_ms[part]),
                    _ms(trip.part_ms(part)),
                ],
            }
            for part in PARTS
        ],
        "sum": [
            _ms(sum(trip.there_ms.values())),
            _ms(sum(trip.back_ms.values())),
            _ms(trip.mean_ms),
        ],
        "most": max(trip.part_ms(part) for part in PARTS),
    }


def _ms(milliseconds: float) -> str:
    return f"{number(round(milliseconds, 1))}{NO_BREAK}ms"


def _words() -> dict[str, Any]:
    here = t(fr="sur le site", en="on site")
    return {
        **_WORDS.texts("page"),
        "core_labels": [f"{number(km)}{NO_BREAK}km" if km else here for km in CORE_KM],
        "load_labels": [f"{round(100 * load)}{NO_BREAK}%" for load in LOADS],
        "cells": [
            {"id": "nominal", "name": t(fr="Courant (trame DDDSU)", en="Usual (frame DDDSU)")},
            {
                "id": "french",
                "name": t(fr="Trame française de 5 ms", en="French frame of 5 ms"),
            },
            {
                "id": "low-latency",
                "name": t(fr="Réglée pour le délai", en="Tuned for delay"),
            },
        ],
        "key": _WORDS.list("key"),
        "reading": _WORDS.text("source", "reading", commands=whole(COMMANDS)),
        "headers": _WORDS.list("headers"),
    }
