"""A full cell: who waits, who loses, under four ways of sharing it."""

import math
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.full_cell.model import (
    CAPACITY_MBIT_S,
    FLOWS,
    Cell,
    FlowId,
    Outcome,
    Scheduler,
    run,
    suffering,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

CellQuestion = Literal["fifth-caller", "empty-cell"]

CALLERS = tuple(range(11))
CRANES = (0, 1, 2, 3)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

# Where each question begins: what the learner can choose, and the cell as they find it.
SCHEDULERS: dict[CellQuestion, tuple[Scheduler, ...]] = {
    "fifth-caller": ("one-queue", "fair", "priority"),
    "empty-cell": ("one-queue", "fair", "priority", "slices"),
}
STARTS: dict[CellQuestion, Cell] = {
    "fifth-caller": Cell("one-queue", callers=4),
    "empty-cell": Cell("slices", callers=0),
}

# The chart's ends; what is later or lost stands at its right edge.
_AXIS_MS = (5.0, 600.0)
_TICKS_MS = (10, 30, 100, 300)


class FullCell(anywidget.AnyWidget):
    """Controls for a cell, and what becomes of each flow.

    ``controls`` holds positions: ``scheduler``, ``callers``, ``cranes``, ``share`` in their
    lists, ``backup`` and ``lends`` as yes or no. The outcome follows; there is none while
    ``locked``.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    schedulers: traitlets.List[Any] = traitlets.List().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, question: CellQuestion, locked: bool = True) -> None:
        self._offered = SCHEDULERS[question]
        start = STARTS[question]
        super().__init__(
            words=_words(),
            schedulers=[
                {"id": one, "name": scheduler_name(one), "about": _about(one)}
                for one in self._offered
            ],
            sliders=_sliders(),
            controls={
                "scheduler": self._offered.index(start.scheduler),
                "callers": CALLERS.index(start.callers),
                "cranes": CRANES.index(start.cranes),
                "share": SHARES.index(start.production_share),
                "backup": bool(start.backups),
                "lends": start.lends,
            },
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["controls", "locked"])

    @property
    def cell(self) -> Cell:
        """The cell that the controls stand for; a position that is none counts as the first."""
        return Cell(
            scheduler=stop_at(self._offered, self.controls.get("scheduler")),
            callers=stop_at(CALLERS, self.controls.get("callers")),
            cranes=stop_at(CRANES, self.controls.get("cranes")),
            backups=int(bool(self.controls.get("backup"))),
            production_share=stop_at(SHARES, self.controls.get("share")),
            lends=bool(self.controls.get("lends")),
        )

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.outcome = {} if self.locked else outcome_words(self.cell)


def full_cell(question: CellQuestion = "fifth-caller") -> Explorer:
    """Return the explorer of a full cell, with a prediction first.

    Args:
        question: what the learner predicts: who suffers when a fifth caller comes, or whether a
            slice makes the crane's video faster in an empty cell.
    """
    asking = _fifth_caller if question == "fifth-caller" else _empty_cell
    full = replace(STARTS["fifth-caller"], callers=5)
    table = [
        [t(fr="Partage", en="Sharing"), t(fr="Souffrent", en="Who suffers")],
        *(
            [scheduler_name(one), _names(suffering(replace(full, scheduler=one)))]
            for one in SCHEDULERS["empty-cell"]
        ),
    ]
    return Explorer(asking(), FullCell(question), table)


def outcome_words(cell: Cell) -> dict[str, Any]:
    """Return what becomes of each flow, as words and as places on the chart."""
    found = run(cell)
    return {
        "advice": _advice(cell, found),
        "slices": cell.scheduler == "slices",
        "flows": [_flow(one) for one in found],
        "free": max(0.0, 1 - sum(one.cell_share for one in found)),
        "freeWords": _percent(max(0.0, 1 - sum(one.cell_share for one in found))),
        "rows": [_row(one) for one in found],
    }


def scheduler_name(scheduler: Scheduler) -> str:
    """Return what a way of sharing is called."""
    return {
        "one-queue": t(fr="Une seule file", en="One queue"),
        "fair": t(fr="Parts équitables", en="Fair shares"),
        "priority": t(fr="Priorité par 5QI", en="Priority by 5QI"),
        "slices": t(fr="Deux tranches", en="Two slices"),
    }[scheduler]


def flow_name(flow: FlowId) -> str:
    """Return what a flow is called."""
    return {
        "agv": t(fr="AGV : positions", en="AGVs: positions"),
        "crane": t(fr="Pont roulant : vidéo", en="Overhead crane: video"),
        "sensors": t(fr="Capteurs", en="Sensors"),
        "canteen": t(fr="Cantine : appels vidéo", en="Canteen: video calls"),
        "backup": t(fr="Copie d’un gros fichier", en="Copy of a large file"),
    }[flow]


def _about(scheduler: Scheduler) -> str:
    return {
        "one-queue": t(
            fr="Le plus ancien message passe d’abord, quel que soit son expéditeur.",
            en="The oldest message goes first, whoever sent it.",
        ),
        "fair": t(
            fr="Celui qui a reçu le moins récemment passe d’abord.",
            en="Whoever has received least recently goes first.",
        ),
        "priority": t(
            fr="Le meilleur 5QI passe d’abord : AGV, puis pont, capteurs, et les autres.",
            en="The best 5QI goes first: AGVs, then the crane, sensors, and the rest.",
        ),
        "slices": t(
            fr="La production (AGV, pont, capteurs) est sûre de sa part ; la cantine et la copie "
            "ont le reste. Dans chaque tranche, le 5QI décide.",
            en="Production (AGVs, crane, sensors) has its guaranteed share; the canteen and "
            "the copy have the rest. Within a slice, the 5QI decides.",
        ),
    }[scheduler]


def _flow(found: Outcome) -> dict[str, Any]:
    flow = FLOWS[found.flow]
    return {
        "id": found.flow,
        "name": flow_name(found.flow),
        "verdict": "suits" if found.served else "fails",
        "verdictName": _verdict(found),
        "share": found.cell_share,
        "shareWords": _percent(found.cell_share),
        "p50": _place(found.p50_ms),
        "p99": _place(found.p99_ms),
        "need": None if math.isinf(flow.need_ms) else _place(flow.need_ms),
        "reason": _reason(found),
    }


def _verdict(found: Outcome) -> str:
    if math.isinf(FLOWS[found.flow].need_ms):
        return t(fr="Prend ce qui reste", en="Takes what is left")
    return t(fr="Servi", en="Served") if found.served else t(fr="Souffre", en="Suffers")


def _reason(found: Outcome) -> str:
    need_ms = FLOWS[found.flow].need_ms
    if math.isinf(need_ms):
        return t(
            fr=f"Reçoit {_rate(found.rate_mbit_s)}, sans délai à tenir.",
            en=f"Gets {_rate(found.rate_mbit_s)}; it has no delay to meet.",
        )
    if math.isinf(found.p99_ms):
        return t(
            fr=f"{_percent(found.lost)} des messages perdus ; besoin : {_ms(need_ms)}.",
            en=f"{_percent(found.lost)} of the messages lost; needed: {_ms(need_ms)}.",
        )
    return t(
        fr=f"99 messages sur 100 en {_ms(found.p99_ms)} ; besoin : {_ms(need_ms)}.",
        en=f"99 messages in 100 within {_ms(found.p99_ms)}; needed: {_ms(need_ms)}.",
    )


def _row(found: Outcome) -> list[str]:
    need_ms = FLOWS[found.flow].need_ms
    asked = found.asked_mbit_s
    return [
        flow_name(found.flow),
        str(found.devices),
        str(FLOWS[found.flow].five_qi),
        _rate(asked) if asked else t(fr="tout ce qui reste", en="all that is left"),
        _rate(found.rate_mbit_s),
        _ms(found.p50_ms),
        _ms(found.p99_ms),
        t(fr="aucun", en="none") if math.isinf(need_ms) else _ms(need_ms),
        _percent(found.lost),
        _percent(found.cell_share),
        _verdict(found),
    ]


def _advice(cell: Cell, found: list[Outcome]) -> str:
    suffer = {one.flow for one in found if not one.served}
    used = _percent(sum(one.cell_share for one in found))
    if not suffer:
        return t(
            fr=f"Cellule occupée à {used}. Tous ont ce qu’il leur faut.",
            en=f"Cell {used} full. Everyone gets what they need.",
        )
    return t(
        fr=f"Cellule occupée à {used}. Qui souffre : {_names(suffer)}.",
        en=f"Cell {used} full. Who suffers: {_names(suffer)}.",
    )


def _names(flows: set[FlowId]) -> str:
    short: dict[FlowId, str] = {
        "agv": t(fr="les AGV", en="the AGVs"),
        "crane": t(fr="le pont", en="the crane"),
        "sensors": t(fr="les capteurs", en="the sensors"),
        "canteen": t(fr="la cantine", en="the canteen"),
        "backup": t(fr="la copie", en="the copy"),
    }
    return ", ".join(words for name, words in short.items() if name in flows) or t(
        fr="personne", en="nobody"
    )


def _fifth_caller() -> Prediction:
    start = STARTS["fifth-caller"]
    before, after = suffering(start), suffering(replace(start, callers=start.callers + 1))
    answers = {
        frozenset[FlowId](): "nobody",
        frozenset[FlowId]({"canteen"}): "canteen",
        frozenset[FlowId]({"crane"}): "crane",
        frozenset[FlowId]({"agv"}): "agv",
        frozenset[FlowId]({"agv", "crane", "canteen"}): "all",
    }
    guesses = [
        Guess("nobody", t(fr="Personne : la 5G est assez rapide", en="Nobody: 5G is fast enough")),
        Guess("canteen", t(fr="Seulement la cantine", en="Only the canteen")),
        Guess("crane", t(fr="Seulement la vidéo du pont", en="Only the crane’s video")),
        Guess("agv", t(fr="Seulement les AGV", en="Only the AGVs")),
        Guess(
            "all",
            t(fr="Les AGV, le pont et la cantine", en="The AGVs, the crane and the canteen"),
        ),
    ]

    def outcome() -> tuple[str, str]:
        capacity = _rate(CAPACITY_MBIT_S)
        asked = _rate(replace(start, callers=start.callers + 1).asked_mbit_s)
        return answers[frozenset(after)], t(
            fr=f"Qui souffre ? À quatre appels, {_names(before)}. À cinq, {_names(after)}. On "
            f"demande {asked} à une cellule qui en transporte {capacity} : dans une file unique, "
            "tous attendent.",
            en=f"Who suffers? With four calls, {_names(before)}. With five, {_names(after)}. "
            f"{asked} is asked of a cell that carries {capacity}: in one queue, everyone "
            "waits.",
        )

    question = t(
        fr="Une cellule, une seule file : dix AGV, la vidéo d’un pont, quatre capteurs, quatre "
        "appels vidéo à la cantine. Un cinquième appel arrive. Qui souffre ?",
        en="One cell, one queue: ten AGVs, a crane’s video, four sensors, four video calls in the "
        "canteen. A fifth call begins. Who suffers?",
    )
    return Prediction("fifth-caller", question, guesses, outcome)


def crane_p99_ms(cell: Cell) -> float:
    """Return within what time 99 of 100 pictures of the crane are there."""
    return next(one.p99_ms for one in run(cell) if one.flow == "crane")


def _empty_cell() -> Prediction:
    def outcome() -> tuple[str, str]:
        sliced = STARTS["empty-cell"]
        without = crane_p99_ms(replace(sliced, scheduler="one-queue"))
        within = crane_p99_ms(sliced)
        # A slot of the uplink comes every 2.5 ms: less than that is no difference.
        found = "same" if abs(within - without) < 2.5 else "sooner" if within < without else "later"
        return found, t(
            fr=f"99 images sur 100 : {_ms(without)} sans tranche, {_ms(within)} avec. Une tranche "
            "n’ajoute ni débit ni vitesse : elle protège une part quand la cellule est pleine.",
            en=f"99 pictures in 100: {_ms(without)} without a slice, {_ms(within)} with one. A "
            "slice adds neither capacity nor speed: it protects a share when the cell is "
            "full.",
        )

    question = t(
        fr="À 22 h, la cantine est vide. On donne à la production une tranche sûre de 60 % de la "
        "cellule. Les images du pont arrivent…",
        en="At 10 p.m. the canteen is empty. Production is given a slice with 60 % of the "
        "cell guaranteed. The crane’s pictures arrive…",
    )
    guesses = [
        Guess("sooner", t(fr="plus vite qu’avant", en="sooner than before")),
        Guess("same", t(fr="comme avant", en="as before")),
        Guess("later", t(fr="plus tard qu’avant", en="later than before")),
    ]
    return Prediction("empty-cell", question, guesses, outcome)


def _sliders() -> list[dict[str, Any]]:
    return [
        {
            "id": "callers",
            "name": t(fr="Appels à la cantine", en="Calls in the canteen"),
            "help": t(fr="3 Mbit/s chacun", en="3 Mbit/s each"),
            "labels": [str(count) for count in CALLERS],
        },
        {
            "id": "cranes",
            "name": t(fr="Ponts roulants avec vidéo", en="Overhead cranes with video"),
            "help": t(fr="8 Mbit/s chacun", en="8 Mbit/s each"),
            "labels": [str(count) for count in CRANES],
        },
        {
            "id": "share",
            "name": t(fr="Part sûre de la production", en="Production’s guaranteed share"),
            "help": t(fr="le reste est à l’autre tranche", en="the rest goes to the other slice"),
            "labels": [_percent(share) for share in SHARES],
        },
    ]


def _place(delay_ms: float) -> float:
    """Return where a delay stands on the chart's logarithmic axis, 0 to 1."""
    start, end = _AXIS_MS
    if math.isinf(delay_ms):
        return 1.0
    return max(0.0, min(1.0, math.log(delay_ms / start) / math.log(end / start)))


def _ms(delay_ms: float) -> str:
    if math.isinf(delay_ms):
        return t(fr="jamais (perdus)", en="never (lost)")
    if delay_ms >= 1000:
        return f"{number(delay_ms / 1000)}{NO_BREAK}s"
    return f"{number(delay_ms)}{NO_BREAK}ms"


def _rate(rate_mbit_s: float) -> str:
    return f"{number(rate_mbit_s)}{NO_BREAK}Mbit/s"


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return t(fr=f"moins de 1{NO_BREAK}%", en=f"less than 1{NO_BREAK}%")
    return f"{round(100 * share)}{NO_BREAK}%"


def _words() -> dict[str, Any]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : la cellule apparaît ensuite.",
            en="Make your prediction above, and the cell will appear.",
        ),
        "scheduler": t(fr="Comment la cellule se partage", en="How the cell is shared"),
        "who": t(fr="Qui est dans la cellule", en="Who is in the cell"),
        "backup": t(fr="Un PC copie un gros fichier", en="A PC copies a large file"),
        "slice": t(fr="Réglage des tranches", en="Slice settings"),
        "lends": t(
            fr="Une tranche prête ce qu’elle n’utilise pas", en="A slice lends what it does not use"
        ),
        "cell": t(fr="Qui occupe la cellule", en="Who fills the cell"),
        "free": t(fr="Libre", en="Free"),
        "flows": t(fr="Le délai de chaque flux", en="Each flow’s delay"),
        "reading": t(
            fr="Rond : la moitié des messages est arrivée. Losange : 99 sur 100. Trait vertical : "
            "le besoin. Croix : au-delà, ou perdus.",
            en="Circle: half of the messages have arrived. Diamond: 99 in 100. Vertical line: "
            "the need. Cross: off the scale, or lost.",
        ),
        "ticks": [{"at": _place(tick), "words": f"{tick}{NO_BREAK}ms"} for tick in _TICKS_MS],
        "table": t(fr="Les mêmes chiffres, en tableau", en="The same numbers, as a table"),
        "caption": t(
            fr="Quatre secondes de la cellule, sens montant.",
            en="Four seconds of the cell, uplink.",
        ),
        "headers": [
            t(fr="Flux", en="Flow"),
            t(fr="Appareils", en="Devices"),
            "5QI",
            t(fr="Demandé", en="Asked for"),
            t(fr="Reçu", en="Received"),
            t(fr="50 sur 100 en", en="50 in 100 within"),
            t(fr="99 sur 100 en", en="99 in 100 within"),
            t(fr="Besoin", en="Need"),
            t(fr="Perdus", en="Lost"),
            t(fr="Part de la cellule", en="Share of the cell"),
            t(fr="Verdict", en="Verdict"),
        ],
        "how": t(fr="Comment le modèle calcule", en="How the model works"),
        "method": [
            t(
                fr="Le modèle joue quatre secondes, créneau par créneau, avec le modèle radio du "
                "kit virtuel. La cellule : 40 MHz, trame DDDSU à 30 kHz, un créneau sur cinq pour "
                f"le sens montant, soit {_rate(CAPACITY_MBIT_S)}.",
                en="The model plays four seconds, slot by slot, with the virtual kit’s radio "
                "model. The cell: 40 MHz, frame DDDSU at 30 kHz, one slot in five for the "
                f"uplink, which gives {_rate(CAPACITY_MBIT_S)}.",
            ),
            t(
                fr="Un appareil demande d’abord la parole (toutes les 10 ms). Une transmission "
                "sur dix est à refaire. Ce qui attend plus de 0,4 s est jeté.",
                en="A device first asks for its turn (every 10 ms). One transmission in ten "
                "is sent again. Anything that waits more than 0.4 s is dropped.",
            ),
            t(
                fr="Hypothèses, pour la formation : débits, tailles de messages, besoins, et un "
                "signal aussi bon pour tous.",
                en="Assumptions, for training: data rates, message sizes, needs, and an "
                "equally good signal for all.",
            ),
        ],
        "sources": [
            t(
                fr="3GPP TS 38.321 et 38.214 (demande de parole, modulation), TS 38.323 (messages "
                "jetés), TS 38.101-1 (largeur de bande).",
                en="3GPP TS 38.321 and 38.214 (scheduling request, modulation), TS 38.323 "
                "(dropped messages), TS 38.101-1 (bandwidth).",
            ),
            t(
                fr="Priorités des 5QI : 3GPP TS 23.501, table 5.7.4-1. Part sûre d’une tranche : "
                "3GPP TS 28.541 (RRM policy ratio).",
                en="5QI priorities: 3GPP TS 23.501, table 5.7.4-1. A slice’s guaranteed "
                "share: 3GPP TS 28.541 (RRM policy ratio).",
            ),
            t(
                fr="Parts équitables : Viswanath, Tse et Laroia, IEEE Trans. Inf. Theory 48, 2002.",
                en="Fair shares: Viswanath, Tse and Laroia, IEEE Trans. Inf. Theory 48, 2002.",
            ),
        ],
    }
