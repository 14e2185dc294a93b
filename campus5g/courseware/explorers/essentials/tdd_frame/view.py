"""A TDD frame whose slots the learner turns up or down, and what it gives."""

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
    with_special_slots,
)
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number
from campus5g.language import t

PresetId = Literal["dddsu", "ddsuu", "dsuuu", "french"]

PRESETS: dict[PresetId, str] = {
    "dddsu": "DDDSUDDDSU",
    "ddsuu": "DDSUUDDSUU",
    "dsuuu": "DSUUUDSUUU",
    "french": FRENCH_REFERENCE,
}


BAR_ENDS_MBIT_S = frame_offer("D" * SLOTS).downlink_mbit_s
"""The longest bar: a frame that only sends."""


class TddFrame(anywidget.AnyWidget):
    """Ten slots that go up or down, the rates and the wait that follow; nothing while ``locked``.

    ``uplink`` holds for each slot whether it goes up; ``found`` follows it.
    """

    _esm = script(__file__)
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
        """The pattern that the buttons stand for; a slot that is missing goes down."""
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
    """Return for each slot of a pattern whether it goes up."""
    return [kind == "U" for kind in pattern]


def preset_name(preset: PresetId) -> str:
    """Return what a frame is called."""
    return {
        "dddsu": "DDDSU × 2",
        "ddsuu": "DDSUU × 2",
        "dsuuu": "DSUUU × 2",
        "french": t(
            fr=f"{FRENCH_REFERENCE} (référence française)",
            en=f"{FRENCH_REFERENCE} (French reference)",
        ),
    }[preset]


def found_words(pattern: str) -> dict[str, Any]:
    """Return what a frame gives, in words and as rows of a table."""
    offer = frame_offer(pattern)
    return {
        "pattern": pattern,
        "advice": _advice(offer),
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


def uplink_gain() -> tuple[float, float]:
    """Return how many times the uplink and the downlink of DDDSU a DDSUU carries."""
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
        return answer, t(
            fr=f"De {megabits(before.uplink_mbit_s)} à {megabits(after.uplink_mbit_s)} : deux "
            f"créneaux montants au lieu d’un. Le sens descendant perd {lost}{NO_BREAK}%.",
            en=f"From {megabits(before.uplink_mbit_s)} to {megabits(after.uplink_mbit_s)}: two "
            f"uplink slots instead of one. The downlink loses {lost}{NO_BREAK}%.",
        )

    guesses = [
        Guess("fifth", t(fr="Il gagne un cinquième", en="It gains a fifth")),
        Guess("double", t(fr="Il double", en="It doubles")),
        Guess("triple", t(fr="Il triple", en="It triples")),
    ]
    question = t(
        fr="Sur cinq créneaux, DDDSU n’en donne qu’un au sens montant. Un D devient U : DDSUU. "
        "Que fait le débit montant ?",
        en="DDDSU gives only one slot in five to the uplink. Now a D becomes a U: DDSUU. What "
        "happens to the uplink data rate?",
    )
    return Prediction("tdd-uplink", question, guesses, outcome)


def _ms(time_ms: float) -> str:
    return f"{number(time_ms)}{NO_BREAK}ms"


def _advice(offer: FrameOffer) -> str:
    if not offer.uplink_mbit_s:
        return t(
            fr="Aucun créneau montant : l’antenne n’écoute jamais, rien ne peut s’inscrire.",
            en="No uplink slot: the antenna never listens, so nothing can register.",
        )
    if not offer.downlink_mbit_s:
        return t(
            fr="Aucun créneau descendant : l’antenne se tait, personne ne trouve le réseau.",
            en="No downlink slot: the antenna stays silent, and nobody can find the network.",
        )
    down, up = megabits(offer.downlink_mbit_s), megabits(offer.uplink_mbit_s)
    wait = _ms(offer.longest_wait_ms)
    return t(
        fr=f"{down} descendants, {up} montants ; jusqu’à {wait} d’attente pour monter.",
        en=f"{down} down, {up} up; up to {wait} of waiting before sending up.",
    )


def _neighbours(offer: FrameOffer) -> str:
    if offer.in_step:
        return t(
            fr="Au pas de la trame de référence française : les voisins parlent et écoutent en "
            "même temps que vous.",
            en="In step with the French reference frame: the neighbours transmit and listen "
            "when you do.",
        )
    slots = "créneaux" if offer.deaf_slots > 1 else "créneau"
    return t(
        fr="Décalée d’un voisin à la trame de référence : sur dix créneaux, il couvre votre sens "
        f"montant pendant {offer.deaf_slots} {slots}, et vous couvrez le "
        f"sien pendant {offer.drowning_slots}. À éviter si vos antennes s’entendent.",
        en="Out of step with a neighbour on the reference frame: in ten slots, it drowns out "
        f"your uplink in {offer.deaf_slots}, and you drown out its uplink in "
        f"{offer.drowning_slots}. Avoid this where your antennas can hear each other.",
    )


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
        "locked": t(
            fr="Pariez ci-dessus : la trame apparaît ensuite.",
            en="Make your prediction above, and the frame will appear.",
        ),
        "presets": t(fr="Partir d’une trame connue", en="Start from a known frame"),
        "own": t(fr="Votre propre trame", en="Your own frame"),
        "slots": t(fr="Dix créneaux d’une demi-milliseconde", en="Ten slots of half a millisecond"),
        "press": t(
            fr="Appuyez sur un créneau pour changer son sens. Le créneau S (bascule) se place seul "
            "avant chaque montée : l’antenne y passe de l’émission à l’écoute.",
            en="Press a slot to change its direction. The S slot (switch) is placed "
            "automatically before each uplink: that is where the antenna goes from "
            "transmitting to listening.",
        ),
        "slot": t(fr="Créneau", en="Slot"),
        "kinds": {
            "D": t(fr="descendant", en="down"),
            "S": t(fr="bascule", en="switch"),
            "U": t(fr="montant", en="up"),
        },
        "rates": t(fr="Débits", en="Data rates"),
        "neighbours": t(fr="Et les voisins ?", en="And the neighbours?"),
        "table": t(fr="Comparer, en tableau", en="Compare, as a table"),
        "caption": t(fr="Votre trame, et quatre autres.", en="Your frame, and four others."),
        "given": t(
            fr=f"Un seul appareil, bien servi (SINR {SINR_DB:.0f} dB), canal de {BANDWIDTH_MHZ} "
            "MHz ; deux couches en descendant, une en montant. L’attente va jusqu’au prochain "
            "créneau montant ; la demande d’autorisation s’y ajoute.",
            en=f"A single device with a good signal (SINR {SINR_DB:.0f} dB), on a "
            f"{BANDWIDTH_MHZ} MHz carrier; two layers down, one up. The wait lasts until "
            "the next uplink slot; asking for a turn comes on top.",
        ),
        "headers": [t(fr="Trame", en="Frame"), t(fr="Créneaux", en="Slots"), *_heads()],
        "sources": t(
            fr="Sources : débits selon 3GPP TS 38.214, table 5.1.3.1-1, comme dans le kit virtuel "
            "; trame de référence 3,4-3,8 GHz : Arcep, décision 2019-0862, annexe 1.",
            en="Sources: data rates from 3GPP TS 38.214, table 5.1.3.1-1, as in the virtual "
            "kit; reference frame of 3.4-3.8 GHz: Arcep, decision 2019-0862, annex 1.",
        ),
    }
