"""What this lab's questions offer to choose from, in the learner's own order, and what is right."""

from collections.abc import Iterable, Mapping

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.draw import Draw

SHOWN = 5
PERMITTED = ("acceptance", "one-restart", "ten-minutes", "training")
FOR_DISPLAY = ("cause", "flow", "rejects", "tmsi")
REMEDIES: Mapping[int | None, str] = {
    20: "keys",
    21: "counter",
    3: "subscription",
    6: "equipment",
    7: "subscription",
    27: "data-network",
    None: "antenna",
}
"""Who acts, by the cause that a frame carries; None if there is no frame."""


def captures(draw: Draw) -> Choices:
    """Return the captures of exercise 1, of which some are allowed."""
    return _sample(draw, "captures", _captures(), SHOWN)


def needs(draw: Draw) -> Choices:
    """Return the needs of exercise 6, of which some take a display filter."""
    return _sample(draw, "needs", _needs(), SHOWN)


def actions(draw: Draw) -> Choices:
    """Return the actions of exercise 17."""
    return _sample(draw, "actions", _actions())


def remedies(draw: Draw) -> Choices:
    """Return the actions of exercise 18."""
    return _sample(draw, "remedies", _actions())


def letters_of(offered: Choices, right: Iterable[str]) -> set[str]:
    """Return the letters of those right choices that are offered."""
    (shown,) = offered.lists
    return {*offered.letters(*(shown.keys() & right))}


def _sample(draw: Draw, purpose: str, texts: dict[str, str], size: int | None = None) -> Choices:
    names = draw.random(purpose).sample([*texts], size or len(texts))
    return Choices(({name: texts[name] for name in names},))


def _captures() -> dict[str, str]:
    return {
        "acceptance": t(
            fr="À la recette, prévue au contrat : N3 pendant l’essai, sur les seules SIM d’essai, "
            "fichiers détruits à la signature.",
            en="At acceptance, as the contract provides: N3 during the trial, test SIMs only, "
            "files destroyed at signature.",
        ),
        "car-park": t(
            fr="Depuis le parking : la 5G publique d’un opérateur, dix minutes, pour comparer.",
            en="From the car park: an operator’s public 5G, for ten minutes, to compare.",
        ),
        "colleague": t(
            fr="Sur le réseau de l’usine : le pupitre d’un collègue, une minute, à la demande "
            "orale de son chef d’équipe, pour savoir où il se trouve.",
            en="On the plant’s network: a colleague’s panel, for one minute, because the team "
            "leader asked by word of mouth where that person is.",
        ),
        "kept": t(
            fr="Sur le réseau de l’usine : N2 pendant dix minutes, avec l’accord écrit du "
            "responsable ; fichier gardé ensuite sur un partage ouvert à tous.",
            en="On the plant’s network: N2 for ten minutes, with the written consent of the "
            "person in charge; the file then stays on a share that everyone can open.",
        ),
        "one-restart": t(
            fr="Sur le réseau de l’usine : N2 le temps d’un redémarrage de la caméra, avec "
            "l’accord écrit de l’exploitant du réseau ; trame utile gardée, reste effacé.",
            en="On the plant’s network: N2 for one restart of the camera, with the written "
            "consent of the network’s operator; the one useful frame kept, the rest deleted.",
        ),
        "round-the-clock": t(
            fr="Sur le réseau de l’usine : tout le trafic, en continu, « au cas où », sans "
            "informer les salariés.",
            en="On the plant’s network: all traffic, round the clock, “just in case”, without "
            "telling the employees.",
        ),
        "ten-minutes": t(
            fr="Sur le réseau de l’usine : N2 pendant dix minutes, à la demande écrite du "
            "responsable du réseau, fichier effacé après le diagnostic.",
            en="On the plant’s network: N2 for ten minutes, at the written request of the person "
            "in charge of the network, file deleted after the diagnosis.",
        ),
        "training": t(
            fr="Cet atelier : la signalisation et le trafic de votre kit de formation, avec "
            "l’accord du formateur.",
            en="This lab: the signalling and traffic of your training kit, with the trainer’s "
            "consent.",
        ),
    }


def _needs() -> dict[str, str]:
    return {
        "address": t(
            fr="Ne pas recueillir le trafic d’un autre service, que l’on reconnaît à ses adresses "
            "IP.",
            en="Not collect the traffic of another department, known by its IP addresses.",
        ),
        "cause": t(
            fr="Dans la capture de la nuit, lister les messages qui portent la cause 20.",
            en="In last night’s capture, list the messages that carry cause 20.",
        ),
        "flow": t(
            fr="Dans une capture de N3, compter les paquets du flux QFI 2.",
            en="In a capture of N3, count the packets of the flow QFI 2.",
        ),
        "n4-alone": t(
            fr="Sur un port miroir qui porte tout, n’enregistrer que N4 (UDP, port 8805).",
            en="On a mirror port that carries everything, record nothing but N4 (UDP, port 8805).",
        ),
        "rejects": t(
            fr="Dans une capture d’hier, trouver les rejets d’enregistrement.",
            en="In yesterday’s capture, find the registration rejects.",
        ),
        "ring": t(
            fr="Sur un disque de 2 Go, ne laisser entrer que SCTP.",
            en="On a 2 GB disk, let nothing but SCTP in.",
        ),
        "tmsi": t(
            fr="Dans un fichier reçu, suivre un appareil par sa 5G-TMSI.",
            en="In a file that was sent to you, follow a device by its 5G-TMSI.",
        ),
        "week": t(
            fr="Pendant une semaine, garder N2 sans écrire sur le disque la vidéo de N3.",
            en="For a week, keep N2 without writing N3’s video to the disk.",
        ),
    }


def _actions() -> dict[str, str]:
    return {
        "antenna": t(
            fr="L’équipe de maintenance vérifie sur place l’antenne, le câble et le modem de "
            "l’appareil.",
            en="The maintenance team checks the device’s antenna, cable and modem on site.",
        ),
        "counter": t(
            fr="L’administrateur du cœur rétablit le compteur de séquence de cet abonné : la base "
            "n’enregistre plus celui que la SIM lui renvoie.",
            en="The core’s administrator restores this subscriber’s sequence counter: the "
            "database no longer stores the one that the SIM sends back.",
        ),
        "data-network": t(
            fr="Celui qui configure l’appareil corrige le réseau de données (DNN) qu’il demande.",
            en="The person who configures the device corrects the data network (DNN) that it asks "
            "for.",
        ),
        "equipment": t(
            fr="Celui qui tient la liste des appareils admis y vérifie l’IMEI de cet appareil.",
            en="The person who keeps the list of admitted equipment checks this device’s IMEI in "
            "it.",
        ),
        "keys": t(
            fr="L’administrateur du cœur compare la clé de la SIM (K et OPc) avec la fiche de cet "
            "IMSI, puis corrige la fiche ou fait remettre une SIM correctement déclarée.",
            en="The core’s administrator compares the SIM’s key (K and OPc) with the record of "
            "this IMSI, then corrects the record or has a properly declared SIM handed out.",
        ),
        "subscription": t(
            fr="Celui qui gère les abonnements vérifie que cet IMSI est déclaré et qu’il a droit "
            "à la 5G de ce réseau.",
            en="The person in charge of subscriptions checks that this IMSI is declared and "
            "entitled to this network’s 5G.",
        ),
    }
