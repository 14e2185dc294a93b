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
    advised,
    judge,
    suiting,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

FlowSituation = Literal["agv", "crane", "radio", "glasses", "arm", "stop", "sensors", "canteen"]

DELAYS_MS = (1000.0, 300.0, 200.0, 150.0, 100.0, 80.0, 50.0, 30.0, 20.0, 10.0, 8.0, 5.0, 2.0)
LOSSES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)

# The stop button's delay: 3GPP TS 22.104, mobile panel with an emergency stop, below 8 ms. Other
# values are typical of the uses, for training.
NEEDS: dict[FlowSituation, FlowNeed] = {
    "agv": FlowNeed(80, 1e-3, guaranteed=True),
    "crane": FlowNeed(150, 1e-3, guaranteed=True),
    "radio": FlowNeed(100, 1e-2, guaranteed=True),
    "glasses": FlowNeed(10, 1e-3, guaranteed=False),
    "arm": FlowNeed(10, 1e-4, guaranteed=True),
    "stop": FlowNeed(8, 1e-4, guaranteed=True),
    "sensors": FlowNeed(1000, 1e-3, guaranteed=False),
    "canteen": FlowNeed(300, 1e-2, guaranteed=False),
}


class Choose5qi(anywidget.AnyWidget):
    """Controls for a need, and every 5QI with its verdict and reason.

    ``controls`` holds the positions of ``delay`` and ``loss`` in their lists, and ``guaranteed``
    as yes or no; the verdicts follow. There are none while ``locked``.
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
        """The need that the controls stand for; what is out of range counts as the least."""
        return FlowNeed(
            delay_ms=stop_at(DELAYS_MS, self.controls.get("delay")),
            loss=stop_at(LOSSES, self.controls.get("loss")),
            guaranteed=bool(self.controls.get("guaranteed")),
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
    """Return the positions of the controls for a need that they can be set to."""
    return {
        "delay": DELAYS_MS.index(need.delay_ms),
        "loss": LOSSES.index(need.loss),
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
                        t(fr=f"priorité {one.priority}", en=f"priority {one.priority}"),
                    )
                ),
            }
            for one in fitting
        ],
        "rows": [_row(judge(one, need)) for one in (*fitting, *others)],
    }


def kind_name(kind: Kind) -> str:
    """Return what a resource type is called."""
    return {
        "gbr": "GBR",
        "non-gbr": t(fr="non-GBR", en="non-GBR"),
        "delay-critical": t(fr="GBR à délai critique", en="delay-critical GBR"),
    }[kind]


def example(five_qi: FiveQi) -> str:
    """Return what a 5QI is meant for, in a few words (TS 23.501, table 5.7.4-1)."""
    return {
        1: t(fr="voix", en="voice"),
        2: t(fr="vidéo en direct", en="live video"),
        3: t(fr="surveillance de procédé, jeux", en="process monitoring, gaming"),
        4: t(fr="vidéo différée", en="buffered video"),
        65: t(fr="radio d’équipe critique", en="mission-critical push-to-talk"),
        66: t(fr="radio d’équipe", en="push-to-talk"),
        67: t(fr="vidéo critique", en="mission-critical video"),
        5: t(fr="signalisation des appels", en="call signalling"),
        6: t(fr="données courantes, servies avant 8 et 9", en="ordinary data, before 8 and 9"),
        7: t(fr="voix et vidéo sans garantie", en="voice and video without a guarantee"),
        8: t(fr="données courantes, servies avant 9", en="ordinary data, before 9"),
        9: t(fr="données courantes : le choix par défaut", en="ordinary data: the usual default"),
        69: t(fr="signalisation critique", en="mission-critical signalling"),
        70: t(fr="données critiques", en="mission-critical data"),
        79: t(fr="messages entre véhicules", en="messages between vehicles"),
        80: t(fr="réalité augmentée", en="augmented reality"),
        82: t(fr="automatisme", en="discrete automation"),
        83: t(fr="automatisme", en="discrete automation"),
        84: t(fr="systèmes de transport", en="transport systems"),
        85: t(fr="réseau électrique, conduite à distance", en="power grid, remote driving"),
        86: t(fr="anticollision de véhicules", en="collision avoidance"),
    }[five_qi.number]


def shortfall_words(shortfall: Shortfall, five_qi: FiveQi) -> str:
    """Return why a 5QI does not suit."""
    return {
        "late": t(
            fr=f"trop lent ({_delay(five_qi.budget_ms)})",
            en=f"too slow ({_delay(five_qi.budget_ms)})",
        ),
        "lossy": t(
            fr=f"trop de pertes ({_loss(five_qi.error_rate)})",
            en=f"too many losses ({_loss(five_qi.error_rate)})",
        ),
        "no-guarantee": t(fr="pas de débit garanti", en="no guaranteed rate"),
        "needless-guarantee": t(
            fr="réserve un débit pour rien", en="reserves a data rate for nothing"
        ),
    }[shortfall]


def _row(found: Judgement) -> list[str]:
    one = found.five_qi
    reasons = ", ".join(shortfall_words(each, one) for each in found.shortfalls)
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
        return t(
            fr="Aucun 5QI de la table ne tient ce besoin : revoyez le besoin ou l’architecture.",
            en="No 5QI in the table meets this need: change the need or the architecture.",
        )
    words = f"{best.number} ({kind_name(best.kind)}, {example(best)})"
    return t(
        fr=f"Le moins exigeant qui convient : 5QI {words}.",
        en=f"The least demanding that will do: 5QI {words}.",
    )


_GUESSED = (9, 79, 2, 3, 82)


def _which_for_vehicles() -> Prediction:
    need = NEEDS["agv"]
    guessed = [next(one for one in TABLE if one.number == number) for number in _GUESSED]
    best = advised(need)

    def outcome() -> tuple[str, str]:
        others = (_why_not(judge(one, need)) for one in guessed if one != best)
        return str(best.number if best else None), f"{_advice(need)} {' '.join(others)}"

    _, about = _situations()["agv"]
    question = t(
        fr=f"{about} Quel 5QI est le moins exigeant qui convient ?",
        en=f"{about} Which is the least demanding 5QI that will do?",
    )
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


def _why_not(found: Judgement) -> str:
    one = found.five_qi
    reasons = ", ".join(shortfall_words(each, one) for each in found.shortfalls)
    more = t(fr="conviendrait, mais exige davantage", en="would do, but is stricter than needed")
    return t(
        fr=f"5QI {one.number} : {reasons or more}.",
        en=f"5QI {one.number}: {reasons or more}.",
    )


def _situations() -> dict[FlowSituation, tuple[str, str]]:
    return {
        "agv": (
            t(fr="Positions des AGV", en="AGV positions"),
            t(
                fr="Un AGV s’arrête si sa position tarde plus de 80 ms. Un message sur 1 000 peut "
                "manquer. Le débit doit tenir dans une cellule pleine.",
                en="An AGV stops if its position is more than 80 ms late. One message in "
                "1,000 may be missing. It must keep its data rate in a full cell.",
            ),
        ),
        "crane": (
            t(fr="Vidéo d’un pont conduit à distance", en="Video of a remotely driven crane"),
            t(
                fr="Le conducteur voit la charge avec 150 ms de retard au plus, même à midi.",
                en="The driver sees the load at most 150 ms late, at noon as well.",
            ),
        ),
        "radio": (
            t(fr="Radio d’équipe", en="Team radio"),
            t(
                fr="La voix des équipes de quai : 100 ms, une perte sur 100 ne s’entend guère.",
                en="The quay teams’ voice radio: 100 ms; one loss in 100 is hardly audible.",
            ),
        ),
        "glasses": (
            t(fr="Lunettes de réalité augmentée", en="Augmented-reality glasses"),
            t(
                fr="L’image suit la tête en 10 ms. Sans débit garanti : elle peut se simplifier.",
                en="The picture follows the head within 10 ms. No guaranteed rate: the "
                "picture may be simplified.",
            ),
        ),
        "arm": (
            t(fr="Bras de robot commandé à distance", en="Remotely controlled robot arm"),
            t(
                fr="Un ordre en 10 ms, une perte sur 10 000 au plus, à toute heure.",
                en="A command within 10 ms, one loss in 10,000 at most, at any hour.",
            ),
        ),
        "stop": (
            t(fr="Arrêt d’urgence mobile", en="Mobile emergency stop"),
            t(
                fr="Moins de 8 ms (3GPP TS 22.104). Vient en plus d’une boucle de sécurité locale.",
                en="Below 8 ms (3GPP TS 22.104). In addition to a local safety loop.",
            ),
        ),
        "sensors": (
            t(fr="Capteurs de l’agglomération", en="Sinter plant sensors"),
            t(
                fr="Une température par seconde. Si une valeur manque, la suivante suffit.",
                en="A temperature every second. If a value is missing, the next will do.",
            ),
        ),
        "canteen": (
            t(fr="Vidéos de la cantine", en="The canteen’s videos"),
            t(
                fr="Confort : 300 ms conviennent, et l’image peut perdre en netteté.",
                en="For comfort only: 300 ms will do, and the picture may lose sharpness.",
            ),
        ),
    }


def _sliders() -> list[dict[str, Any]]:
    return [
        {
            "id": "delay",
            "name": t(fr="Délai à tenir", en="Delay to meet"),
            "help": t(
                fr="de l’appareil au cœur, ou retour", en="from the device to the core, or back"
            ),
            "labels": [_delay(one) for one in DELAYS_MS],
        },
        {
            "id": "loss",
            "name": t(fr="Pertes admises", en="Losses allowed"),
            "help": t(fr="messages qui peuvent manquer", en="messages that may be missing"),
            "labels": [_loss(one) for one in LOSSES],
        },
    ]


def _delay(delay_ms: float) -> str:
    if delay_ms >= 1000:
        return f"{number(delay_ms / 1000)}{NO_BREAK}s"
    return f"{number(delay_ms)}{NO_BREAK}ms"


def _loss(loss: float) -> str:
    count = f"{round(1 / loss):,}"
    return t(fr=f"1 sur {count.replace(',', NO_BREAK)}", en=f"1 in {count}")


def _words() -> dict[str, Any]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : les curseurs apparaissent ensuite.",
            en="Make your prediction above, and the sliders will appear.",
        ),
        "examples": t(fr="Partir d’une situation", en="Start from a situation"),
        "own": t(fr="Mon propre besoin", en="My own need"),
        "need": t(fr="Le besoin", en="The need"),
        "direction": t(fr="Plus à droite, plus exigeant.", en="Farther right is more demanding."),
        "guaranteed": t(
            fr="Doit garder son débit quand la cellule est pleine",
            en="Must keep its data rate when the cell is full",
        ),
        "answer": t(fr="Les 5QI qui conviennent", en="The suitable 5QIs"),
        "suits": t(fr="Convient", en="Suitable"),
        "none": t(fr="Aucun.", en="None."),
        "table": t(
            fr="Toute la table, et pourquoi les autres non",
            en="The whole table, and why the others will not do",
        ),
        "caption": t(
            fr="La plus petite priorité passe d’abord.",
            en="The smallest priority goes first.",
        ),
        "headers": [
            "5QI",
            t(fr="Verdict", en="Verdict"),
            t(fr="Type", en="Type"),
            t(fr="Délai", en="Delay"),
            t(fr="Pertes", en="Losses"),
            t(fr="Priorité", en="Priority"),
            t(fr="Prévu pour", en="Intended for"),
        ],
        "source": t(
            fr="Source : 3GPP TS 23.501, table 5.7.4-1, sans les lignes 71 à 76 et 87 à 90. "
            "Besoins : valeurs typiques, pour la formation ; arrêt d’urgence : TS 22.104.",
            en="Source: 3GPP TS 23.501, table 5.7.4-1, without rows 71 to 76 and 87 to 90. Needs: "
            "typical values, for training; emergency stop: TS 22.104.",
        ),
    }
