"""An attack tree: the learner buys measures within a budget, and the cheapest way moves."""

import math
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.attack_tree.model import (
    DAY_EUROS,
    MEASURES,
    STEPS,
    WAYS,
    MeasureId,
    StepId,
    WayId,
    best_single,
    cheapest,
    cheapest_cost_euros,
    price_euros,
    step_cost_euros,
    way_cost_euros,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t

BUDGETS = (0, 2000, 5000, 10_000, 20_000, 30_000, 45_000)
_FIRST_BUDGET = 10_000
_QUESTION_BUDGET = 5000


class AttackTree(anywidget.AnyWidget):
    """A budget, measures to buy, and the ways with their costs; no costs while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    measures: traitlets.List[Any] = traitlets.List().tag(sync=True)
    budget = traitlets.Int(BUDGETS.index(_FIRST_BUDGET)).tag(sync=True)
    bought: traitlets.List[Any] = traitlets.List().tag(sync=True)
    tree = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            measures=[
                {
                    "id": name,
                    "name": measure_name(name),
                    "about": _about(name),
                    "price": euros(measure.price_euros),
                }
                for name, measure in MEASURES.items()
            ],
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["bought", "budget", "locked"])

    def _follow(self, _: object = None) -> None:
        bought: list[MeasureId] = [name for name in MEASURES if name in self.bought]
        budget = stop_at(BUDGETS, self.budget)
        self.tree = {} if self.locked else tree_words(bought, budget)


def attack_tree() -> Explorer:
    """Return the explorer of the attack tree, with a prediction first."""
    budget = euros(_QUESTION_BUDGET)
    question = t(
        fr=f"Le but de l’attaquant : donner des ordres aux machines. Vous avez {budget} pour une "
        "seule mesure. Laquelle renchérit le plus l’attaque la moins chère ?",
        en=f"The attacker’s goal: to send commands to the machines. You have {budget} for one "
        "measure. Which one makes the cheapest attack cost the most?",
    )
    guesses = [
        Guess(name, measure_name(name))
        for name, measure in MEASURES.items()
        if measure.price_euros <= _QUESTION_BUDGET
    ]
    rows = [
        [t(fr="Chemin", en="Path"), t(fr="Coût sans mesure", en="Cost without measures")],
        *([way_name(way), cost_words(way_cost_euros(way, ()))] for way in WAYS),
    ]
    return Explorer(Prediction("measure", question, guesses, _outcome), AttackTree(), rows)


def tree_words(bought: list[MeasureId], budget_euros: float) -> dict[str, Any]:
    """Return the tree in words: ways with steps and costs, and a sentence on the cheapest.

    Args:
        bought: the measures in force.
        budget_euros: what may be spent; what does not fit is told as too dear.
    """
    best = cheapest(bought)
    left = budget_euros - price_euros(bought)
    costs = {way: way_cost_euros(way, bought) for way in WAYS}
    largest = max(cost for cost in costs.values() if math.isfinite(cost)) if best else 1
    return {
        "advice": _advice(best, bought),
        "money": _money(bought, left),
        "affordable": [
            name for name in MEASURES if name in bought or MEASURES[name].price_euros <= left
        ],
        "ways": [
            {
                "id": way,
                "name": way_name(way),
                "cost": cost_words(cost),
                "share": 0 if math.isinf(cost) else round(100 * cost / largest),
                "closed": math.isinf(cost),
                "cheapest": way == best,
                "before": cost_words(way_cost_euros(way, ())),
                "steps": [_step(step, bought) for step in steps],
            }
            for (way, steps), cost in zip(WAYS.items(), costs.values(), strict=True)
        ],
    }


def way_name(way: WayId) -> str:
    """Return what a way is called."""
    return {
        "stolen-sim": t(fr="Par la carte SIM volée", en="Through the stolen SIM card"),
        "camera-in-place": t(
            fr="Par la caméra restée en place", en="Through the camera still in place"
        ),
        "wire-of-antenna": t(
            fr="Par le câble de l’antenne (N3)", en="Through the antenna cable (N3)"
        ),
        "office": t(fr="Par la bureautique", en="Through the office network"),
        "false-antenna": t(fr="Par une fausse antenne", en="Through a false antenna"),
    }[way]


def measure_name(measure: MeasureId) -> str:
    """Return what a measure is called."""
    return {
        "block-sim": t(fr="Bloquer la SIM dans l’heure", en="Block the SIM within the hour"),
        "device-lock": t(fr="Lier la SIM à son appareil", en="Tie the SIM to its device"),
        "cabinet": t(
            fr="Coffret verrouillé, avec contact d’ouverture",
            en="Locked cabinet with a door contact",
        ),
        "dnn-firewall": t(
            fr="Pare-feu par réseau de données (DNN)", en="Firewall per data network"
        ),
        "concealment": t(fr="Masquer l’IMSI (SUCI)", en="Conceal the IMSI (SUCI)"),
        "log-watch": t(fr="Surveiller les journaux", en="Monitor the logs"),
        "ipsec": t(fr="IPsec de l’antenne au cœur", en="IPsec from antenna to core"),
    }[measure]


def euros(amount: float) -> str:
    """Return an amount of money."""
    text = f"{amount:,.0f}"
    return t(fr=f"{text.replace(',', NO_BREAK)}{NO_BREAK}€", en=f"€{text}")


def cost_words(amount: float) -> str:
    """Return what something costs the attacker, or that it is closed."""
    return t(fr="fermé", en="closed") if math.isinf(amount) else euros(amount)


def _outcome() -> tuple[str, str]:
    best = best_single(_QUESTION_BUDGET)
    before, after = cheapest_cost_euros(()), cheapest_cost_euros({best})
    blocked = cheapest_cost_euros({"block-sim"})
    name = measure_name(best)
    return best, t(
        fr=f"« {name} » : l’attaque la moins chère passe de {euros(before)} à {euros(after)}. "
        f"Bloquer la SIM ferme un chemin, mais son voisin ne coûte que {euros(blocked)}.",
        en=f"“{name}”: the cheapest attack goes from {euros(before)} to {euros(after)}. "
        f"Blocking the SIM closes one path, but the next one costs only {euros(blocked)}.",
    )


def _advice(best: WayId | None, bought: list[MeasureId]) -> str:
    if best is None:
        return t(fr="Tous les chemins sont fermés.", en="All paths are closed.")
    cost, name = euros(cheapest_cost_euros(bought)), way_name(best).lower()
    return t(
        fr=f"Le chemin le moins cher : {name}, {cost}.",
        en=f"The cheapest path: {name}, {cost}.",
    )


def _money(bought: list[MeasureId], left: float) -> str:
    spent = euros(price_euros(bought))
    if left < 0:
        over = euros(-left)
        return t(
            fr=f"Dépensé : {spent}, soit {over} de trop. Retirez une mesure.",
            en=f"Spent: {spent}, {over} too much. Take a measure away.",
        )
    return t(
        fr=f"Dépensé : {spent}. Il reste {euros(left)}.",
        en=f"Spent: {spent}. {euros(left)} left.",
    )


def _step(step: StepId, bought: list[MeasureId]) -> dict[str, Any]:
    cost = step_cost_euros(step, bought)
    return {
        "name": _step_name(step),
        "cost": cost_words(cost),
        "closed": math.isinf(cost),
        "dearer": math.isfinite(cost) and cost > STEPS[step].cost_euros,
    }


def _step_name(step: StepId) -> str:
    return {
        "open-cabinet": t(fr="ouvrir le boîtier de la caméra", en="open the camera’s housing"),
        "move-sim": t(fr="mettre la SIM dans son modem", en="put the SIM into a modem"),
        "plug-in": t(fr="se brancher derrière la caméra", en="plug in behind the camera"),
        "reach-machine": t(
            fr="atteindre un automate depuis le réseau des caméras",
            en="reach a controller from the cameras’ network",
        ),
        "give-orders": t(
            fr="comprendre l’automate et lui donner un ordre",
            en="understand the controller and send it a command",
        ),
        "enter-room": t(fr="entrer dans le local technique", en="get into the equipment room"),
        "change-n3": t(
            fr="glisser ses paquets dans le tunnel N3", en="slip packets into the N3 tunnel"
        ),
        "imitate-antenna": t(
            fr="se faire accepter sans la clé du réseau",
            en="be accepted without the network’s key",
        ),
        "steal-password": t(
            fr="obtenir un accès de télémaintenance", en="get a remote maintenance login"
        ),
        "cross-office": t(
            fr="passer du bureau au réseau des machines",
            en="cross from the office network to the machines’ network",
        ),
    }[step]


def _about(measure: MeasureId) -> str:
    return {
        "block-sim": t(
            fr="une alarme de perte d’image, une consigne, un exercice",
            en="an alarm when the picture is lost, a procedure, a drill",
        ),
        "device-lock": t(
            fr="le cœur refuse la SIM dans un autre appareil ; ce numéro se falsifie",
            en="the core refuses the SIM card in another device; that number can be forged",
        ),
        "cabinet": t(fr="aux portes, pour chaque caméra", en="at the gates, for each camera"),
        "dnn-firewall": t(
            fr="une caméra ne joint que son serveur vidéo",
            en="a camera reaches its video server only",
        ),
        "concealment": t(
            fr="protège l’identité contre l’écoute", en="protects the identity from listeners"
        ),
        "log-watch": t(
            fr="quelqu’un lit les alertes chaque jour", en="someone reads the alerts every day"
        ),
        "ipsec": t(fr="sur tous les câbles N2 et N3", en="on all N2 and N3 cables"),
    }[measure]


def _words() -> dict[str, Any]:
    days = {name: euros(price) for name, price in DAY_EUROS.items()}
    return {
        "locked": t(
            fr="Pariez ci-dessus : l’arbre s’ouvre ensuite.",
            en="Make your prediction above, and the tree will open.",
        ),
        "budget": t(fr="Votre budget", en="Your budget"),
        "budgets": [euros(each) for each in BUDGETS],
        "measures": t(fr="Mesures à acheter", en="Measures to buy"),
        "dear": t(fr="au-delà du budget", en="beyond the budget"),
        "goal": t(
            fr="But : donner des ordres aux machines. Un seul chemin suffit (OU).",
            en="Goal: to send commands to the machines. One path is enough (OR).",
        ),
        "cheapest": t(fr="le moins cher", en="the cheapest"),
        "steps": t(fr="Il faut toutes ces étapes (ET)", en="All these steps are needed (AND)"),
        "dearer": t(fr="plus dur", en="harder"),
        "table": t(fr="Les mêmes coûts, en tableau", en="The same costs, as a table"),
        "caption": t(
            fr="Ce que chaque chemin coûte à l’attaquant : jours et matériel.",
            en="What each path costs the attacker: days and equipment.",
        ),
        "headers": [
            t(fr="Chemin", en="Path"),
            t(fr="Sans mesure", en="Without measures"),
            t(fr="Avec vos mesures", en="With your measures"),
        ],
        "assumptions": t(
            fr="Hypothèses du modèle, ordres de grandeur : aucun coût n’a été mesuré. Un jour "
            f"vaut {days['anyone']} (sans connaissance), {days['technician']} (technicien), "
            f"{days['expert']} (expert). Un chemin coûte la somme de ses étapes ; l’attaquant "
            "prend le moins cher. La fausse antenne est fermée d’avance : la carte exige la preuve "
            "du réseau. Source de la méthode : B. Schneier, Attack Trees, 1999.",
            en="The costs are assumptions, orders of magnitude: none was measured. A day "
            f"costs {days['anyone']} (no special knowledge), {days['technician']} "
            f"(technician), {days['expert']} (expert). A path costs the sum of its steps; "
            "the attacker takes the cheapest. The false-antenna path is closed from the "
            "start: the card demands proof from the network. Source of the method: B. "
            "Schneier, Attack Trees, 1999.",
        ),
    }
