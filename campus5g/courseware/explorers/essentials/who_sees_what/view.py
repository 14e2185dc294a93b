"""Who sees what on which link: a matrix that follows four protections."""

from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.who_sees_what.model import (
    LINKS,
    MATTERS,
    Link,
    Matter,
    Protection,
    Reason,
    Sight,
    readable,
    seen,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.language import t

PROTECTIONS = ("suci", "nea2", "ipsec", "tls")

# The prediction: the radio is protected, the wires are not.
_RADIO_ONLY = Protection(suci=True, nea2=True)


class WhoSeesWhat(anywidget.AnyWidget):
    """Switches, and the matrix of links and matters; no matrix while ``locked``."""

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    switches: traitlets.List[Any] = traitlets.List().tag(sync=True)
    on: traitlets.List[Any] = traitlets.List().tag(sync=True)
    matrix = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        super().__init__(words=_words(), switches=_switches(), locked=locked)
        self._follow()
        self.observe(self._follow, ["on", "locked"])

    def _follow(self, _: object = None) -> None:
        chosen = Protection(**{name: name in self.on for name in PROTECTIONS})
        self.matrix = {} if self.locked else matrix_words(chosen)


def who_sees_what() -> Explorer:
    """Return the explorer of who sees what, with a prediction first."""
    question = t(
        fr="L’identité est masquée et la radio est chiffrée. Quelqu’un se branche sur le "
        "câble entre l’antenne et le cœur (N3). Que voit-il de la caméra ?",
        en="The identity is concealed and the radio is encrypted. Someone plugs into the "
        "cable between the antenna and the core (N3). What can they see of the camera?",
    )
    guesses = [
        Guess("nothing", t(fr="Rien : tout est chiffré", en="Nothing: everything is encrypted")),
        Guess("content", t(fr="Ses images", en="Its pictures")),
        Guess("identity", t(fr="Son IMSI", en="Its IMSI")),
        Guess("signalling", t(fr="Sa signalisation", en="Its signalling")),
    ]
    shown = matrix_words(Protection())
    rows = [shown["headers"], *([row["link"], *row["cells"]] for row in _plain(shown))]
    return Explorer(Prediction("wire", question, guesses, _outcome), WhoSeesWhat(), rows)


def matrix_words(protection: Protection) -> dict[str, Any]:
    """Return the matrix in words, with the reasons and a sentence that sums it up."""
    rows = []
    for link in LINKS:
        found = [seen(link, matter, protection) for matter in MATTERS]
        rows.append(
            {
                "link": link_name(link),
                "where": _where(link),
                "cells": [
                    {
                        "sight": one.sight,
                        "name": sight_name(one.sight),
                        "matter": matter_name(matter),
                        "why": _why(one.reason),
                    }
                    for one, matter in zip(found, MATTERS, strict=True)
                ],
            }
        )
    return {
        "headers": [t(fr="Endroit", en="Place"), *(matter_name(matter) for matter in MATTERS)],
        "rows": rows,
        "advice": _advice(protection),
    }


def link_name(link: Link) -> str:
    """Return what a place to read along is called."""
    return {
        "sim": t(fr="Carte SIM", en="SIM card"),
        "air": t(fr="Air", en="Air"),
        "n2": "N2",
        "n3": "N3",
        "core": t(fr="Cœur", en="Core"),
        "n6": "N6",
    }[link]


def matter_name(matter: Matter) -> str:
    """Return what something to be read is called."""
    return {
        "identity": t(fr="Identité", en="Identity"),
        "signalling": t(fr="Signalisation", en="Signalling"),
        "content": t(fr="Contenu", en="Content"),
    }[matter]


def sight_name(sight: Sight) -> str:
    """Return in a word or two how well something can be read."""
    return {
        "clear": t(fr="lisible", en="readable"),
        "partly": t(fr="en partie", en="in part"),
        "hidden": t(fr="masqué", en="hidden"),
        "absent": t(fr="absent", en="absent"),
    }[sight]


def _plain(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"link": row["link"], "cells": [cell["name"] for cell in row["cells"]]}
        for row in shown["rows"]
    ]


def _outcome() -> tuple[str, str]:
    found = [matter for link, matter in readable(_RADIO_ONLY) if link == "n3"]
    if not found:
        return "nothing", t(fr="Rien n’y est lisible.", en="Nothing can be read there.")
    return found[0], t(
        fr="Ses images. Le chiffrement radio s’arrête à l’antenne : derrière, le contenu repart en "
        "clair, sauf si un tunnel IPsec ou l’application le protège.",
        en="Its pictures. Radio encryption ends at the antenna: beyond it, the content "
        "travels in the clear, unless an IPsec tunnel or the application protects it.",
    )


def _advice(protection: Protection) -> str:
    found = readable(protection)
    outside = [(link, matter) for link, matter in found if link not in ("core", "sim")]
    all_read = len(found)
    if not outside:
        return t(
            fr=f"Lisible : {all_read} cases. Hors de la carte et du cœur, plus rien en entier.",
            en=f"Readable: {all_read} boxes. Outside the card and the core, nothing can be "
            "read in full any more.",
        )
    names = ", ".join(dict.fromkeys(link_name(link) for link, _ in outside))
    return t(
        fr=f"Lisible : {all_read} cases. Hors de la carte et du cœur, on lit encore sur : {names}.",
        en=f"Readable: {all_read} boxes. Outside the card and the core, it can still be read "
        f"on: {names}.",
    )


def _where(link: Link) -> str:
    return {
        "sim": t(fr="qui a volé la carte", en="someone who stole the card"),
        "air": t(fr="qui écoute la radio", en="someone listening to the radio"),
        "n2": t(fr="câble antenne–cœur, signalisation", en="antenna-to-core cable, signalling"),
        "n3": t(fr="câble antenne–cœur, données", en="antenna-to-core cable, data"),
        "core": t(fr="qui administre le cœur", en="whoever runs the core"),
        "n6": t(fr="câble cœur–usine", en="core-to-plant cable"),
    }[link]


def _why(reason: Reason) -> str:
    return {
        "suci": t(
            fr="seul le cœur ouvre l’identité masquée (SUCI)",
            en="only the core can open the concealed identity (SUCI)",
        ),
        "null-scheme": t(
            fr="sans masquage, le SUCI contient l’IMSI en clair",
            en="without concealment the SUCI holds the IMSI in the clear",
        ),
        "nea2": t(fr="chiffré par NEA2", en="encrypted by NEA2"),
        "nea2-once-agreed": t(
            fr="chiffré par NEA2 ; les premiers messages, avant les clés, restent en clair",
            en="encrypted by NEA2; the first messages, before the keys, stay in the clear",
        ),
        "nea0": t(
            fr="NEA0 ne chiffre rien ; l’intégrité empêche de modifier, pas de lire",
            en="NEA0 encrypts nothing; integrity stops signalling being changed, not being read",
        ),
        "application-tls": t(
            fr="l’application chiffre d’un bout à l’autre (TLS)",
            en="the application encrypts from end to end (TLS)",
        ),
        "ipsec": t(fr="dans le tunnel IPsec", en="inside the IPsec tunnel"),
        "no-ipsec": t(
            fr="rien ne chiffre ce câble, et la clé de la radio y passe",
            en="nothing encrypts this cable, and the radio’s key goes over it",
        ),
        "keys-on-n2": t(
            fr="les messages de l’appareil sont chiffrés, ceux de l’antenne non : la clé de la "
            "radio y passe en clair",
            en="the device’s messages are encrypted, the antenna’s are not: the radio’s key "
            "goes over it in the clear",
        ),
        "radio-ends-at-antenna": t(
            fr="le chiffrement de la radio s’arrête à l’antenne",
            en="radio encryption ends at the antenna",
        ),
        "core-decides": t(
            fr="le cœur doit savoir qui entre ; il ouvre les identités et les messages",
            en="the core has to know who is coming in; it opens identities and messages",
        ),
        "core-forwards": t(
            fr="le cœur transmet les données telles quelles",
            en="the core passes the data on as it is",
        ),
        "file-of-the-card": t(
            fr="l’IMSI se lit avec un lecteur, sauf code PIN ; la clé K ne se lit pas",
            en="a card reader can read the IMSI, unless a PIN is set; the key K cannot be read",
        ),
        "only-at-its-peers": t(fr="cela passe ailleurs", en="that goes another way"),
        "behind-the-network": t(
            fr="derrière le cœur, la 5G ne protège plus rien",
            en="beyond the core, 5G no longer protects anything",
        ),
        "temporary-address": t(
            fr="on n’y voit que des adresses, pas l’IMSI",
            en="only addresses can be seen there, not the IMSI",
        ),
    }[reason]


def _switches() -> list[dict[str, str]]:
    return [
        {
            "id": "suci",
            "name": t(
                fr="Masquer l’identité (SUCI, profil A)",
                en="Conceal the identity (SUCI, profile A)",
            ),
        },
        {
            "id": "nea2",
            "name": t(
                fr="Chiffrer la radio et la signalisation (NEA2)",
                en="Encrypt radio and signalling (NEA2)",
            ),
        },
        {
            "id": "ipsec",
            "name": t(
                fr="Tunnel IPsec de l’antenne au cœur (N2, N3)",
                en="IPsec tunnel from antenna to core (N2, N3)",
            ),
        },
        {
            "id": "tls",
            "name": t(
                fr="Chiffrer dans l’application (TLS)", en="Encrypt in the application (TLS)"
            ),
        },
    ]


def _words() -> dict[str, str]:
    return {
        "locked": t(
            fr="Pariez ci-dessus : le tableau s’ouvre ensuite.",
            en="Make your prediction above, and the table will open.",
        ),
        "switches": t(fr="Ce qui est en service", en="What is switched on"),
        "label": t(fr="Qui voit quoi", en="Who sees what"),
        "caption": t(
            fr="De l’appareil à l’usine : ce que lit celui qui se place là. Identité : "
            "l’IMSI. Absent : n’y passe pas.",
            en="From the device to the plant: what can be read by someone at each point. "
            "Identity: the IMSI. Absent: does not go there.",
        ),
        "colon": t(fr=" : ", en=": "),
        "why": t(fr="Pourquoi, case par case", en="Why, box by box"),
        "source": t(
            fr="Source : modèle d’après 3GPP TS 33.501 : 6.12 (SUCI), 6.4 à 6.6 (NAS, radio), 9.2 "
            "(N2), 9.3 (N3) ; clé de la radio sur N2 : TS 38.413 ; carte : TS 31.102. L’intégrité "
            "(NIA2) est toujours en service. Profil A et NEA2 : possibles dans la norme, à "
            "demander au fournisseur.",
            en="Source: model based on 3GPP TS 33.501: 6.12 (SUCI), 6.4 to 6.6 (NAS, radio), "
            "9.2 (N2), 9.3 (N3); the radio’s key on N2: TS 38.413; card: TS 31.102. "
            "Integrity (NIA2) is always on. Profile A and NEA2 are possible in the "
            "standard: ask the supplier for them.",
        ),
    }
