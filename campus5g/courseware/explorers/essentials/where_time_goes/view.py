"""Where the time of a stop command goes: parts of the delay that the learner moves."""

from typing import Any, get_args

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.where_time_goes.model import (
    COMMANDS,
    PARTS,
    Cell,
    Part,
    RoundTrip,
    round_trip,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

CELLS: tuple[Cell, ...] = get_args(Cell)
CORE_KM = (0, 10, 50, 100, 250, 500, 1000)
LOADS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)


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
        """The round trip that the controls stand for; what is out of range counts as the first."""
        cell = next((one for one in CELLS if one == self.cell), CELLS[0])
        return round_trip(stop_at(CORE_KM, self.core), stop_at(LOADS, self.load), cell)

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.answer = {} if self.locked else answer_words(self.trip)


def where_time_goes() -> Explorer:
    """Return the explorer of a command's delay, with a prediction first."""
    question = t(
        fr="Le cœur est sur le site, la cellule est calme. L’ordre d’arrêt part, la grue confirme. "
        "Où passe le plus de temps ?",
        en="The core is on site and the cell is quiet. The stop command goes out, the crane "
        "confirms. Where does most of the time go?",
    )
    guesses = [
        Guess("core", t(fr="Dans le cœur de réseau", en="In the core network")),
        Guess("transmission", t(fr="Dans l’émission elle-même", en="In the transmission itself")),
        Guess(
            "request",
            t(fr="À demander la permission d’émettre", en="Asking for permission to send"),
        ),
        Guess("stack", t(fr="Dans l’électronique de l’engin", en="In the machine’s electronics")),
    ]
    rows = answer_words(round_trip())["rows"]
    table = [_words()["headers"], *([row["name"], *row["cells"]] for row in rows)]
    return Explorer(
        Prediction("where-time-goes", question, guesses, _outcome), WhereTimeGoes(), table
    )


def _outcome() -> tuple[str, str]:
    trip = round_trip()
    share = round(100 * trip.share("request"))
    return trip.largest, t(
        fr=f"L’engin doit demander la permission d’émettre, puis l’attendre : {share}{NO_BREAK}% "
        "du temps. L’ordre qui descend n’attend presque pas : c’est l’antenne qui décide de tout.",
        en="The machine has to ask for permission to send, then wait for it: "
        f"{share}{NO_BREAK}% of the time. The command coming down hardly waits: the antenna "
        "decides everything.",
    )


def part_name(part: Part) -> str:
    """Return what a part of the delay is called."""
    return {
        "fibre": t(fr="Fibre jusqu’au cœur", en="Fibre to the core"),
        "core": t(fr="Cœur (UPF)", en="Core (UPF)"),
        "stack": t(
            fr="Traitement, engin et antenne", en="Processing, in the device and the antenna"
        ),
        "frame": t(fr="Attente d’un créneau", en="Wait for a slot"),
        "request": t(fr="Permission d’émettre", en="Permission to send"),
        "queue": t(fr="File d’attente", en="Queue"),
        "transmission": t(fr="Émission et lecture", en="Sending and reading"),
        "again": t(fr="Renvois", en="Sent again"),
    }[part]


def answer_words(trip: RoundTrip) -> dict[str, Any]:
    """Return a round trip in words and numbers."""
    share = round(100 * trip.share(trip.largest))
    name = part_name(trip.largest).lower()
    return {
        "advice": t(
            fr=f"Aller et retour : {_ms(trip.median_ms)} une fois sur deux, 99 sur 100 en "
            f"{_ms(trip.p99_ms)}. Le plus gros morceau : {name} ({share}{NO_BREAK}%).",
            en=f"There and back: {_ms(trip.median_ms)} half of the time, 99 in 100 within "
            f"{_ms(trip.p99_ms)}. The largest part: {name} ({share}{NO_BREAK}%).",
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
        "locked": t(
            fr="Pariez ci-dessus : les curseurs se débloquent ensuite.",
            en="Make your prediction above, and the sliders will unlock.",
        ),
        "core": t(fr="Le cœur est à", en="The core is at"),
        "core_help": t(
            fr="fibre entre le site et les serveurs", en="fibre between the site and the servers"
        ),
        "core_labels": [f"{number(km)}{NO_BREAK}km" if km else here for km in CORE_KM],
        "load": t(fr="Charge de la cellule", en="Load on the cell"),
        "load_help": t(
            fr="quarante téléphones, de même priorité que l’ordre",
            en="forty phones, with the command’s own priority",
        ),
        "load_labels": [f"{round(100 * load)}{NO_BREAK}%" for load in LOADS],
        "cell": t(fr="Réglage de la cellule", en="Cell settings"),
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
        "key": [
            t(fr="vers l’engin", en="to the machine"),
            t(fr="vers la salle de conduite", en="to the control room"),
        ],
        "reading": t(
            fr=f"Moyennes de {COMMANDS} allers et retours dans le modèle.",
            en=f"Averages over {COMMANDS} round trips through the model.",
        ),
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "caption": t(
            fr="Moyenne de chaque partie du délai.", en="Average of each part of the delay."
        ),
        "headers": [
            t(fr="Partie", en="Part"),
            t(fr="Vers l’engin", en="To the machine"),
            t(fr="Vers la salle", en="To the room"),
            t(fr="Ensemble", en="Together"),
        ],
        "sum": t(fr="Somme", en="Sum"),
        "sources": t(
            fr="Sources : modèle radio du kit virtuel, émulé (3GPP TS 38.321, 5.4 ; TS "
            "38.214) ; fibre, 5 µs par km ; cœur, 0,4 ms par sens (Rischke et coll., IEEE "
            "Access 9 (2021) : « jusqu’à 0,4 ms »). « Réglée pour le délai » est la "
            "réponse du modèle : avec un tel réglage, un utilisateur a mesuré 19 ms au "
            "mieux (srsRAN Project, fil 1192).",
            en="Sources: the virtual kit’s radio model, emulated (3GPP TS 38.321, 5.4; TS "
            "38.214); fibre, 5 µs per km; core, 0.4 ms each way (Rischke et al., IEEE "
            "Access 9 (2021): “up to 0.4 ms”). “Tuned for delay” is what the model "
            "predicts: with such settings, one user measured 19 ms at best (srsRAN "
            "Project, thread 1192).",
        ),
    }
