"""A registration step by step: who speaks to whom, what is said, and the real value."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.registration.model import (
    WAYS,
    Observation,
    Place,
    Step,
    StepId,
)
from campus5g.courseware.explorers.essentials.registration.observing import Observer, observer_here
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number
from campus5g.language import t

_PROFILES = {"1": "A", "2": "B"}
_SHOWN_DIGITS = 8


class RegistrationSteps(anywidget.AnyWidget):
    """The steps of a registration, one at a time.

    The page counts ``asked`` up when the learner has it in sight, and each time that they want
    another registration: a capture begins then. Until it is there, ``waiting`` tells so, and
    ``steps`` are those of before, at first of the kept registration.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    places = traitlets.Dict().tag(sync=True)
    steps: traitlets.List[Any] = traitlets.List().tag(sync=True)
    source = traitlets.Unicode("").tag(sync=True)
    waiting = traitlets.Bool(False).tag(sync=True)
    asked = traitlets.Int(0).tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, observer: Observer | None = None, locked: bool = True) -> None:
        self._observer = observer_here() if observer is None else observer
        super().__init__(
            words=_words(),
            places={place: place_name(place) for place in _PLACES},
            steps=step_words(self._observer.observation),
            source=source_words(self._observer),
            locked=locked,
        )
        self._observer.follow(self._show)
        self.observe(self._begin, ["asked", "locked"])

    def _begin(self, change: dict[str, Any] | None = None) -> None:
        if self.locked or not self.asked:
            return
        # A page that is opened again shows what its kernel has captured before.
        if self.asked > 1 or self._observer.state == "idle":
            self._observer.begin()

    def _show(self) -> None:
        with self.hold_sync():
            self.waiting = self._observer.state == "watching"
            self.steps = step_words(self._observer.observation)
            self.source = source_words(self._observer)


def registration(observer: Observer | None = None) -> Explorer:
    """Return the explorer that follows a registration, with a prediction first.

    Args:
        observer: what makes the capture; the page's own if not given.
    """
    widget = RegistrationSteps(observer)
    question = t(
        fr="L’engin s’allume et demande à entrer sur le réseau. Qui décide de l’admettre ?",
        en="The machine switches on and asks to join the network. Who decides whether to admit it?",
    )
    guesses = [
        Guess("sim", t(fr="Sa carte SIM", en="Its SIM card")),
        Guess("gnb", t(fr="L’antenne", en="The antenna")),
        Guess("amf", t(fr="Un serveur, derrière l’antenne", en="A server behind the antenna")),
        Guess("site", t(fr="La salle de conduite", en="The control room")),
    ]
    table = [
        [words["time"], *(words[key] for key in ("title", "way", "field", "value"))]
        for words in step_words(widget._observer.observation)
    ]
    headers = _words()["headers"]
    return Explorer(
        Prediction("registration", question, guesses, _outcome), widget, [headers, *table]
    )


def _outcome() -> tuple[str, str]:
    decides = WAYS["accept"][0]
    name = place_name(decides)
    return decides, t(
        fr=f"Le « oui » part de l’{name}, un serveur du cœur de réseau. L’antenne l’a seulement "
        "transmis : suivez l’étape 5.",
        en=f"The “yes” comes from the {name}, a core network server. The antenna only passed "
        "it on: see step 5.",
    )


_PLACES: tuple[Place, ...] = ("sim", "ue", "gnb", "amf", "smf", "upf", "site")


def place_name(place: Place) -> str:
    """Return what a part of the network is called in a drawing."""
    return {
        "sim": "SIM",
        "ue": t(fr="Engin", en="Device"),
        "gnb": "gNB",
        "amf": "AMF",
        "smf": "SMF",
        "upf": "UPF",
        "site": "Site",
    }[place]


def source_words(observer: Observer) -> str:
    """Return where the values come from: captured just now, or kept."""
    at = datetime.fromisoformat(observer.observation.captured_at)
    if observer.state == "live":
        clock = at.astimezone().strftime("%H:%M:%S")
        return t(
            fr=f"Capturé pour vous à {clock}, sur un kit virtuel démarré pour cette page.",
            en=f"Captured for you at {clock}, on a virtual kit started for this page.",
        )
    day = at.astimezone()
    day_fr = f"{day.day} {_MONTHS_FR[day.month - 1]} {day.year}"
    day_en = f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    if observer.state == "kept":
        return t(
            fr=f"Aucun kit n’a pu démarrer ici : voici un enregistrement fait sur le kit virtuel "
            f"le {day_fr}.",
            en=f"No kit could start here: this is a recording made on the virtual kit on {day_en}.",
        )
    return t(
        fr=f"Enregistrement fait sur le kit virtuel le {day_fr}.",
        en=f"Recorded on the virtual kit on {day_en}.",
    )


_MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def step_words(observation: Observation) -> list[dict[str, Any]]:
    """Return the steps of a registration in words."""
    return [_step(step) for step in observation.steps]


def _step(step: Step) -> dict[str, Any]:
    title, told = _TOLD[step.id]()
    field, value = _value(step)
    way = WAYS[step.id]
    return {
        "title": title,
        "told": told,
        "field": field,
        "value": value,
        "time": f"{number(step.time_ms)}{NO_BREAK}ms",
        "way": " → ".join(place_name(place) for place in way),
        "places": list(way),
    }


_TOLD: dict[StepId, Callable[[], tuple[str, str]]] = {
    "request": lambda: (
        t(fr="L’engin se présente", en="The device introduces itself"),
        t(
            fr="L’engin a masqué le numéro de sa carte SIM avant de l’envoyer. L’antenne (gNB) "
            "transmet la demande au cœur sans rien décider.",
            en="The device concealed the number of its SIM card before sending it. The "
            "antenna (gNB) passes the request on to the core and decides nothing.",
        ),
    ),
    "challenge": lambda: (
        t(fr="Le cœur lance un défi", en="The core sets a challenge"),
        t(
            fr="L’AMF envoie un nombre tiré au hasard, et de quoi prouver que le réseau est "
            "le bon. La carte SIM vérifie cette preuve avant de répondre.",
            en="The AMF sends a random number, with proof that this is the right network. The "
            "SIM card checks this proof before it answers.",
        ),
    ),
    "proof": lambda: (
        t(fr="La carte SIM répond au défi", en="The SIM card answers the challenge"),
        t(
            fr="Elle calcule la réponse avec sa clé secrète, que seul le cœur connaît aussi. La "
            "clé elle-même ne circule jamais.",
            en="It works out the answer with its secret key, which only the core knows as well. "
            "The key itself never travels.",
        ),
    ),
    "protection": lambda: (
        t(fr="Les échanges sont protégés", en="What follows is protected"),
        t(
            fr="L’AMF choisit la protection de la suite. Ici, un message modifié en route serait "
            "refusé. Le chiffrement est coupé sur ce kit d’exercice : vous pouvez tout lire.",
            en="The AMF chooses how to protect what follows. From here on, a message changed "
            "on the way would be refused. Encryption is off on this practice kit, so you "
            "can read everything.",
        ),
    ),
    "accept": lambda: (
        t(fr="L’AMF dit oui", en="The AMF says yes"),
        t(
            fr="C’est l’AMF qui admet l’engin. Il lui donne une identité temporaire et la "
            "tranche à laquelle il a droit.",
            en="It is the AMF that admits the device. It gives it a temporary identity and "
            "the slice it is entitled to.",
        ),
    ),
    "session": lambda: (
        t(fr="L’engin demande un chemin", en="The device asks for a route"),
        t(
            fr="Être admis ne suffit pas : il faut une session pour les données. L’AMF confie la "
            "demande au SMF, le serveur qui ouvre les sessions.",
            en="Being admitted is not enough: data needs a session. The AMF hands the request "
            "to the SMF, the server that opens sessions.",
        ),
    ),
    "tunnel": lambda: (
        t(fr="L’UPF ouvre son bout du tunnel", en="The UPF opens its end of the tunnel"),
        t(
            fr="À la demande du SMF, l’UPF prépare un passage pour cet engin et donne le numéro de "
            "son entrée.",
            en="At the SMF’s request, the UPF prepares a passage for this device and gives "
            "the number of its entrance.",
        ),
    ),
    "address": lambda: (
        t(fr="L’engin reçoit son adresse", en="The device gets its address"),
        t(
            fr="Voilà l’adresse IP sous laquelle la salle de conduite le joindra.",
            en="This is the IP address at which the control room will reach it.",
        ),
    ),
    "path": lambda: (
        t(fr="Le chemin est complet", en="The route is complete"),
        t(
            fr="Le SMF dit à l’UPF derrière quelle antenne se trouve l’engin. Les deux bouts du "
            "tunnel se connaissent.",
            en="The SMF tells the UPF which antenna the device is on. Now both ends of the "
            "tunnel know each other.",
        ),
    ),
    "order": lambda: (
        t(fr="L’ordre d’arrêt passe", en="The stop command gets through"),
        t(
            fr="L’ordre entre par l’UPF, suit le tunnel jusqu’à l’antenne, puis traverse l’air. "
            "L’AMF et le SMF se taisent : leur travail est fait.",
            en="The command comes in through the UPF, follows the tunnel to the antenna, then "
            "crosses the air. The AMF and the SMF are silent: their work is done.",
        ),
    ),
}


def _value(step: Step) -> tuple[str, str]:
    """Return the name and the value of what was read in the message."""
    says = step.says
    match step.id:
        case "request":
            profile = _PROFILES[says["scheme"]]
            return (
                t(fr="Identité masquée (SUCI)", en="Concealed identity (SUCI)"),
                t(
                    fr=f"réseau {says['country']}-{says['network']}, profil {profile}, "
                    f"{says['concealed']}",
                    en=f"network {says['country']}-{says['network']}, profile {profile}, "
                    f"{says['concealed']}",
                ),
            )
        case "challenge":
            name = t(fr="Nombre au hasard (RAND)", en="Random number (RAND)")
            return name, _short(says["random"])
        case "proof":
            return t(fr="Réponse (RES*)", en="Answer (RES*)"), _short(says["answer"])
        case "protection":
            none = t(fr="aucun", en="none")
            ciphering = f"NEA{says['ciphering']}" + (
                f" ({none})" if says["ciphering"] == "0" else ""
            )
            return (
                t(fr="Intégrité, chiffrement", en="Integrity, encryption"),
                f"NIA{says['integrity']}, {ciphering}",
            )
        case "accept":
            return (
                t(fr="Identité temporaire, tranche", en="Temporary identity, slice"),
                f"5G-TMSI {says['name']}, SST {says['slice']}",
            )
        case "session":
            return t(fr="Réseau demandé", en="Network requested"), says["data_network"]
        case "tunnel":
            name = t(fr="Entrée du tunnel (TEID), UPF", en="Tunnel’s entrance (TEID), UPF")
            return name, f"{says['tunnel']}, {says['upf']}"
        case "address":
            return t(fr="Adresse donnée", en="Address given"), says["address"]
        case "path":
            name = t(fr="Bout du tunnel (TEID), gNB", en="Tunnel’s end (TEID), gNB")
            return name, f"{says['tunnel']}, {says['gnb']}"
        case "order":
            return t(fr="Contenu du paquet", en="Content of the packet"), says["text"]


def _short(digits: str) -> str:
    """Return a long number's beginning and end."""
    return f"{digits[:_SHOWN_DIGITS]}…{digits[-4:]}"


def _words() -> dict[str, Any]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : l’inscription commence ensuite.",
            en="Make your prediction above, and the registration will begin.",
        ),
        "waiting": t(
            fr="Un kit virtuel démarre derrière cette page, et son engin s’inscrit. Cela prend "
            "quelques secondes.",
            en="A virtual kit is starting behind this page, and its device registers. This takes "
            "a few seconds.",
        ),
        "kept": t(fr="Voir un enregistrement en attendant", en="Look at a recording meanwhile"),
        "again": t(fr="Refaire une inscription", en="Register once more"),
        "stand_in": t(
            fr="Le kit n’a pas de portique : son chariot automatique tient le rôle de l’engin.",
            en="The kit has no crane: its automated vehicle plays the part of the machine.",
        ),
        "drawing": t(fr="Ce message va ainsi :", en="This message goes:"),
        "core": t(fr="cœur de réseau", en="core network"),
        "air": t(fr="air", en="air"),
        "step": t(fr="Étape", en="Step"),
        "of": t(fr="sur", en="of"),
        "after": t(fr="après le premier message", en="after the first message"),
        "before": t(fr="Précédente", en="Back"),
        "next": t(fr="Étape suivante", en="Next step"),
        "table": t(fr="Toutes les étapes, en tableau", en="All the steps, as a table"),
        "caption": t(
            fr="Temps : depuis la première demande. Les liaisons N2, N3, N4 et N6 sont capturées ; "
            "l’air et l’échange entre AMF et SMF ne le sont pas.",
            en="Time: since the first request. The N2, N3, N4 and N6 links are captured; the "
            "air, and what the AMF and the SMF say to each other, are not.",
        ),
        "headers": [
            t(fr="Temps", en="Time"),
            t(fr="Étape", en="Step"),
            t(fr="Chemin", en="Path"),
            t(fr="Ce qu’on lit", en="What can be read"),
            t(fr="Valeur", en="Value"),
        ],
        "sources": t(
            fr="Sources : la capture ci-dessus ; 3GPP TS 23.502, 4.2.2.2 (inscription) et 4.3.2.2 "
            "(session) ; TS 33.501, 6.1 (authentification) et annexe C (identité masquée).",
            en="Sources: the capture above; 3GPP TS 23.502, 4.2.2.2 (registration) and 4.3.2.2 "
            "(session); TS 33.501, 6.1 (authentication) and annex C (concealed identity).",
        ),
    }
