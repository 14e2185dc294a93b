"""A challenge in both directions: three recorded authentications, step by step."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.recordings import ExchangeId, Nas, exchange
from campus5g.courseware.explorers.recordings.words import message_name, piece_name, piece_value
from campus5g.language import t

CASES: tuple[ExchangeId, ...] = ("in-clear", "other-key", "replayed")

# What a case shows: the request, the challenges, and what follows them until both sides agree.
_SHOWN = {"in-clear": 4, "other-key": 3, "replayed": 5}
_PROOFS = ("rand", "autn-sequence", "autn-mac", "response", "cause", "auts", "algorithms", "mac")


class Challenge(anywidget.AnyWidget):
    """Recorded authentications that open step by step; none while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    cases: traitlets.List[Any] = traitlets.List().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), locked=locked)
        self._follow()
        self.observe(self._follow, "locked")

    def _follow(self, _: object = None) -> None:
        self.cases = [] if self.locked else [case_words(case) for case in CASES]


def challenge() -> Explorer:
    """Return the explorer of the authentication, with a prediction first."""
    question = t(
        fr="Une antenne pirate se fait passer pour celle du site. Elle n’a pas la clé de la carte "
        "SIM, mais lui envoie un défi. Que fait la carte ?",
        en="A rogue antenna passes itself off as the site’s. It does not have the SIM card’s "
        "key, but sends the card a challenge. What does the card do?",
    )
    guesses = [
        Guess("answers", t(fr="Elle répond, comme toujours", en="It answers, as always")),
        Guess("refuses", t(fr="Elle refuse, et dit pourquoi", en="It refuses, and says why")),
        Guess("gives-key", t(fr="Elle donne sa clé", en="It hands over its key")),
        Guess("dies", t(fr="Elle se bloque pour toujours", en="It blocks itself permanently")),
    ]
    rows = [
        [t(fr="Message", en="Message"), t(fr="Ce qu’il prouve", en="What it proves")],
        *([one["name"], one["says"]] for case in CASES for one in case_words(case)["steps"]),
    ]
    return Explorer(Prediction("challenge", question, guesses, _outcome), Challenge(), rows)


def case_words(case: ExchangeId) -> dict[str, Any]:
    """Return a recorded authentication in words, step by step, and how it ends."""
    name, about, end = {
        "in-clear": (
            t(fr="La caméra et son réseau", en="The camera and its network"),
            t(
                fr="La carte et le cœur ont la même clé K. Elle ne voyage jamais.",
                en="The card and the core have the same key K. It never travels.",
            ),
            t(
                fr="Les deux se sont reconnus. Les messages suivants sont scellés.",
                en="Each side has recognised the other. The messages that follow are sealed.",
            ),
        ),
        "other-key": (
            t(fr="Un réseau qui n’a pas la clé", en="A network without the key"),
            t(
                fr="Enregistré avec le lecteur de badges : sa carte a une autre clé que le cœur. "
                "Une antenne pirate serait dans le même cas.",
                en="Recorded with the badge reader: its card has a different key from the "
                "core’s. A rogue antenna would be in the same position.",
            ),
            t(
                fr="La carte n’a rien prouvé ni livré : elle ne parle qu’à qui a la clé.",
                en="The card has proved nothing and given nothing away: it only talks to "
                "someone who has the key.",
            ),
        ),
        "replayed": (
            t(fr="Un ancien défi, rejoué", en="An old challenge, replayed"),
            t(
                fr="Le compteur du cœur a été reculé : le défi est juste, mais déjà dépassé.",
                en="The core’s counter has been put back: the challenge is right, but out of date.",
            ),
            t(
                fr="Un défi enregistré hier ne sert à rien : la carte compte.",
                en="A challenge recorded yesterday is no use: the card keeps count.",
            ),
        ),
    }[case]
    messages = exchange(case)[: _SHOWN[case]]
    return {
        "id": case,
        "name": name,
        "about": about,
        "end": end,
        "steps": [_step(message) for message in messages],
    }


def _step(message: Nas) -> dict[str, Any]:
    return {
        "name": message_name(message),
        "up": message.up,
        "way": t(fr="appareil → réseau", en="device → network")
        if message.up
        else t(fr="réseau → appareil", en="network → device"),
        "says": _says(message),
        "proofs": [
            {"name": piece_name(piece), "value": piece_value(piece)}
            for piece in message.pieces
            if piece.id in _PROOFS
        ],
    }


def _says(message: Nas) -> str:
    cause = message.piece("cause")
    if cause is not None and cause.value == "20":
        return t(
            fr="La carte refait le calcul avec sa clé : la preuve ne correspond pas. Elle refuse.",
            en="The card does the calculation again with its key: the proof does not match. "
            "It refuses.",
        )
    if cause is not None:
        return t(
            fr="La preuve est juste, mais le compteur a déjà servi. La carte refuse et donne le "
            "sien, scellé.",
            en="The proof is right, but that counter has been used before. The card refuses "
            "and gives its own, sealed.",
        )
    return {
        "registration-request": t(
            fr="« Je voudrais entrer, voici mon identité. » Rien n’est encore prouvé.",
            en="“I would like to join: here is my identity.” Nothing is proved yet.",
        ),
        "authentication-request": t(
            fr="Le réseau se présente : un nombre au hasard, et une preuve faite avec la clé K. "
            "La carte vérifie avant de répondre.",
            en="The network introduces itself: a random number, and a proof made with the key K. "
            "The card checks before it answers.",
        ),
        "authentication-response": t(
            fr="La carte prouve à son tour qu’elle a la clé K. Le cœur compare.",
            en="The card proves in turn that it has the key K. The core checks.",
        ),
        "security-mode-command": t(
            fr="Premier message scellé, avec une clé que les deux viennent de calculer.",
            en="The first sealed message, using a key that both have just computed.",
        ),
    }[message.name]


def _outcome() -> tuple[str, str]:
    last = exchange("other-key")[-1]
    if last.name != "authentication-failure":
        return "answers", t(fr="Elle répond.", en="It answers.")
    cause = last.bytes_of("cause")[0]
    return "refuses", t(
        fr=f"Elle refuse (cause {cause}, preuve fausse). En 5G, le réseau doit prouver qu’il "
        "connaît la clé avant que la carte réponde.",
        en=f"It refuses (cause {cause}, wrong proof). In 5G the network has to prove that it "
        "knows the key before the card will answer.",
    )


def _words() -> dict[str, str]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : l’échange s’ouvre ensuite.",
            en="Make your prediction above, and the exchange will open.",
        ),
        "case": t(fr="Échange", en="Exchange"),
        "next": t(fr="Message suivant", en="Next message"),
        "restart": t(fr="Reprendre au début", en="Start again"),
        "steps": t(fr="Messages", en="Messages"),
        "source": t(
            fr="Source : vrais échanges du kit virtuel (5G-AKA). Procédure : 3GPP TS 33.501, "
            "6.1.3 ; causes 20 et 21 : TS 24.501. Les clés sont des clés d’essai publiées.",
            en="Source: real exchanges from the virtual kit (5G-AKA). Procedure: 3GPP TS "
            "33.501, 6.1.3; causes 20 and 21: TS 24.501. The keys are published test keys.",
        ),
    }
