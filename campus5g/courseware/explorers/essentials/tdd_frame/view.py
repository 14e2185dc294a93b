"""A TDD frame whose slots the learner sets to uplink or downlink, and the rates it gives."""

from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.tdd_frame import (
    BANDWIDTH_MHZ,
    FRENCH_REFERENCE,
    SINR_DB,
    SLOTS,
    FrameOffer,
    frame_offer,
    uplink_waits_ms,
    with_special_slots,
)
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

PresetId = Literal["dddsu", "ddsuu", "dsuuu", "french"]

PRESETS: dict[PresetId, str] = {
    "dddsu": "DDDSUDDDSU",
    "ddsuu": "DDSUUDDSUU",
    "dsuuu": "DSUUUDSUUU",
    "french": FRENCH_REFERENCE,
}


BAR_ENDS_MBIT_S = frame_offer("D" * SLOTS).downlink_mbit_s
"""The longest bar: the rate of an all-downlink frame."""


class TddFrame(anywidget.AnyWidget):
    """Ten slots, uplink or downlink, with the resulting rates and wait; empty while ``locked``.

    ``uplink`` says for each slot whether it is uplink; ``found`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List().tag(sync=True)
    uplink: traitlets.List[Any] = traitlets.List().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: PresetId = "dddsu", locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            presets=[
                {"value": preset, "words": preset_name(preset), "uplink": uplink_of(pattern)}
                for preset, pattern in PRESETS.items()
            ],
            uplink=uplink_of(PRESETS[start]),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["uplink", "locked"])

    @property
    def pattern(self) -> str:
        """The pattern that the buttons show; a missing slot counts as downlink."""
        turns = [turn is True for turn in self.uplink[:SLOTS]]
        return with_special_slots([*turns, *[False] * (SLOTS - len(turns))])

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(self.pattern)


def tdd_frame() -> Explorer:
    """Return the explorer "who speaks when", with a prediction first."""
    table = [
        [t(fr="Trame", en="Frame"), *_heads()],
        *(
            [preset_name(preset), *_cells(frame_offer(pattern))]
            for preset, pattern in PRESETS.items()
        ),
    ]
    return Explorer(_what_an_uplink_slot_brings(), TddFrame(), table)


def uplink_of(pattern: str) -> list[bool]:
    """Return for each slot of a pattern whether it is uplink."""
    return [kind == "U" for kind in pattern]


def preset_name(preset: PresetId) -> str:
    """Return the display name of a frame."""
    return _WORDS.text("preset", preset, french_reference=FRENCH_REFERENCE)


def found_words(pattern: str) -> dict[str, Any]:
    """Return what a frame gives, in words and as rows of a table."""
    offer = frame_offer(pattern)
    return {
        "pattern": pattern,
        "advice": _advice(offer),
        "told": told_words(pattern),
        "neighbours": _neighbours(offer),
        "inStep": offer.in_step,
        "bars": [
            {"name": name, "share": rate / BAR_ENDS_MBIT_S, "words": megabits(rate)}
            for name, rate in (
                (t(fr="Descendant", en="Down"), offer.downlink_mbit_s),
                (t(fr="Montant", en="Up"), offer.uplink_mbit_s),
            )
        ],
        "rows": [
            [t(fr="Votre trame", en="Your frame"), pattern, *_cells(offer)],
            *(
                [preset_name(preset).partition(" (")[0], known, *_cells(frame_offer(known))]
                for preset, known in PRESETS.items()
            ),
        ],
    }


def told_words(pattern: str) -> list[str]:
    """Return what happens in each slot of a frame, and how long a message of that moment waits."""
    waits_ms = uplink_waits_ms(pattern)
    told = [_WORDS.text("told", kind, slot=slot) for slot, kind in enumerate(pattern, 1)]
    return [
        f"{said} {_WORDS.text('told', 'wait', wait=_ms(waits_ms[slot]))}" if waits_ms else said
        for slot, said in enumerate(told)
    ]


def uplink_gain() -> tuple[float, float]:
    """Return the uplink and downlink rates of DDSUU, as multiples of those of DDDSU."""
    before, after = (frame_offer(PRESETS[preset]) for preset in ("dddsu", "ddsuu"))
    return (
        after.uplink_mbit_s / before.uplink_mbit_s,
        after.downlink_mbit_s / before.downlink_mbit_s,
    )


def _what_an_uplink_slot_brings() -> Prediction:
    def outcome() -> tuple[str, str]:
        up, down = uplink_gain()
        before, after = (frame_offer(PRESETS[preset]) for preset in ("dddsu", "ddsuu"))
        answer = "fifth" if up < 1.4 else "double" if up < 2.5 else "triple"
        lost = round(100 * (1 - down))
        return answer, _WORDS.text(
            "prediction",
            "outcome",
            before=megabits(before.uplink_mbit_s),
            after=megabits(after.uplink_mbit_s),
            lost=lost,
        )

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    question = _WORDS.text("prediction", "question")
    return Prediction("tdd-uplink", question, guesses, outcome)


def _ms(time_ms: float) -> str:
    return f"{number(time_ms)}{NO_BREAK}ms"


def _advice(offer: FrameOffer) -> str:
    if not offer.uplink_mbit_s:
        return _WORDS.text("advice", "no-uplink")
    if not offer.downlink_mbit_s:
        return _WORDS.text("advice", "no-downlink")
    down, up = megabits(offer.downlink_mbit_s), megabits(offer.uplink_mbit_s)
    wait = _ms(offer.longest_wait_ms)
    return _WORDS.text("advice", "rates", down=down, up=up, wait=wait)


def _neighbours(offer: FrameOffer) -> str:
    if offer.in_step:
        return _WORDS.text("neighbours", "in-step")
    slots = "créneaux" if offer.deaf_slots > 1 else "créneau"
    deaf = t(fr=f"{offer.deaf_slots} {slots}", en=str(offer.deaf_slots))
    return _WORDS.text("neighbours", "out-of-step", deaf=deaf, drowning=offer.drowning_slots)


def _heads() -> list[str]:
    return [
        t(fr="Descendant", en="Down"),
        t(fr="Montant", en="Up"),
        t(fr="Attente, au pire", en="Longest wait"),
        t(fr="Attente, en moyenne", en="Average wait"),
        t(fr="Au pas des voisins", en="In step"),
    ]


def _cells(offer: FrameOffer) -> list[str]:
    waits = (offer.longest_wait_ms, offer.mean_wait_ms)
    return [
        megabits(offer.downlink_mbit_s),
        megabits(offer.uplink_mbit_s),
        *(_ms(wait) if offer.both_ways else "–" for wait in waits),
        t(fr="oui", en="yes") if offer.in_step else t(fr="non", en="no"),
    ]


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "player": player_words(),
        "kinds": _WORDS.texts("kinds"),
        "given": _WORDS.text(
            "source", "given", sinr_db=f"{SINR_DB:.0f}", bandwidth_mhz=BANDWIDTH_MHZ
        ),
        "headers": [t(fr="Trame", en="Frame"), t(fr="Créneaux", en="Slots"), *_heads()],
    }
