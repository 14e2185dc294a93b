"""What an exercise asks of one learner: the part of its question that depends on the case."""

from collections.abc import Sequence
from dataclasses import dataclass

from case import Case

from campus5g import t

LETTERS = "ABCDEF"


@dataclass(frozen=True)
class OwnTask:
    """A learner's own task, in both languages."""

    fr: str
    en: str

    def _repr_markdown_(self) -> str:
        return t(fr=self.fr, en=self.en)

    def __repr__(self) -> str:
        return self._repr_markdown_().replace("**", "").replace("`", "")


def own_task(case: Case, exercise: str) -> OwnTask:
    """Return the learner's own task in an exercise.

    Args:
        case: the learner's.
        exercise: its id.
    """
    return _TASKS[exercise](case)


def letters(options: Sequence[str], right: Sequence[str] | set[str]) -> set[str]:
    """Return the letters under which a learner sees some of the options."""
    return {letter for letter, option in zip(LETTERS, options, strict=False) if option in right}


def _listed(options: Sequence[str], texts: dict[str, tuple[str, str]]) -> OwnTask:
    fr, en = (
        "\n".join(
            f"- **{letter}.** {texts[option][language]}"
            for letter, option in zip(LETTERS, options, strict=False)
        )
        for language in (0, 1)
    )
    return OwnTask(fr, en)


_CAPTURES = {
    "training": (
        "Cet atelier : la signalisation et le trafic de votre kit de formation, avec l’accord du "
        "formateur.",
        "This lab: the signalling and traffic of your training kit, with the trainer’s consent.",
    ),
    "ten-minutes": (
        "Sur le réseau de l’usine : N2 pendant dix minutes, à la demande écrite du responsable du "
        "réseau, fichier effacé après le diagnostic.",
        "On the plant’s network: N2 for ten minutes, at the written request of the person in "
        "charge of the network, file deleted after the diagnosis.",
    ),
    "one-restart": (
        "Sur le réseau de l’usine : N2 le temps d’un redémarrage de la caméra, avec l’accord "
        "écrit de l’exploitant du réseau ; trame utile gardée, reste effacé.",
        "On the plant’s network: N2 for one restart of the camera, with the written consent of "
        "the network’s operator; the one useful frame kept, the rest deleted.",
    ),
    "acceptance": (
        "À la recette, prévue au contrat : N3 pendant l’essai, sur les seules SIM d’essai, "
        "fichiers détruits à la signature.",
        "At acceptance, as the contract provides: N3 during the trial, test SIMs only, files "
        "destroyed at signature.",
    ),
    "round-the-clock": (
        "Sur le réseau de l’usine : tout le trafic, en continu, « au cas où », sans informer les "
        "salariés.",
        "On the plant’s network: all traffic, round the clock, “just in case”, without telling "
        "the employees.",
    ),
    "car-park": (
        "Depuis le parking : la 5G publique d’un opérateur, dix minutes, pour comparer.",
        "From the car park: an operator’s public 5G, for ten minutes, to compare.",
    ),
    "colleague": (
        "Sur le réseau de l’usine : le pupitre d’un collègue, une minute, à la demande orale de "
        "son chef d’équipe, pour savoir où il se trouve.",
        "On the plant’s network: a colleague’s panel, for one minute, because the team leader "
        "asked by word of mouth where that person is.",
    ),
    "kept": (
        "Sur le réseau de l’usine : N2 pendant dix minutes, avec l’accord écrit du responsable ; "
        "fichier gardé ensuite sur un partage ouvert à tous.",
        "On the plant’s network: N2 for ten minutes, with the written consent of the person in "
        "charge; the file then stays on a share that everyone can open.",
    ),
}
_NEEDS = {
    "n4-alone": (
        "Sur un port miroir qui porte tout, n’enregistrer que N4 (UDP, port 8805).",
        "On a mirror port that carries everything, record nothing but N4 (UDP, port 8805).",
    ),
    "week": (
        "Pendant une semaine, garder N2 sans écrire sur le disque la vidéo de N3.",
        "For a week, keep N2 without writing N3’s video to the disk.",
    ),
    "ring": (
        "Sur un disque de 2 Go, ne laisser entrer que SCTP.",
        "On a 2 GB disk, let nothing but SCTP in.",
    ),
    "address": (
        "Ne pas recueillir le trafic d’un autre service, que l’on reconnaît à ses adresses IP.",
        "Not collect the traffic of another department, known by its IP addresses.",
    ),
    "rejects": (
        "Dans une capture d’hier, trouver les rejets d’enregistrement.",
        "In yesterday’s capture, find the registration rejects.",
    ),
    "flow": (
        "Dans une capture de N3, compter les paquets du flux QFI 2.",
        "In a capture of N3, count the packets of the flow QFI 2.",
    ),
    "tmsi": (
        "Dans un fichier reçu, suivre un appareil par sa 5G-TMSI.",
        "In a file that was sent to you, follow a device by its 5G-TMSI.",
    ),
    "cause": (
        "Dans la capture de la nuit, lister les messages qui portent la cause 20.",
        "In last night’s capture, list the messages that carry cause 20.",
    ),
}
_ACTIONS = {
    "keys": (
        "L’administrateur du cœur compare la clé de la SIM (K et OPc) avec la fiche de cet IMSI, "
        "puis corrige la fiche ou fait remettre une SIM correctement déclarée.",
        "The core’s administrator compares the SIM’s key (K and OPc) with the record of this "
        "IMSI, then corrects the record or has a properly declared SIM handed out.",
    ),
    "counter": (
        "L’administrateur du cœur rétablit le compteur de séquence de cet abonné : la base "
        "n’enregistre plus celui que la SIM lui renvoie.",
        "The core’s administrator restores this subscriber’s sequence counter: the database no "
        "longer stores the one that the SIM sends back.",
    ),
    "subscription": (
        "Celui qui gère les abonnements vérifie que cet IMSI est déclaré et qu’il a droit à la 5G "
        "de ce réseau.",
        "The person in charge of subscriptions checks that this IMSI is declared and entitled to "
        "this network’s 5G.",
    ),
    "equipment": (
        "Celui qui tient la liste des appareils admis y vérifie l’IMEI de cet appareil.",
        "The person who keeps the list of admitted equipment checks this device’s IMEI in it.",
    ),
    "antenna": (
        "L’équipe de maintenance vérifie sur place l’antenne, le câble et le modem de l’appareil.",
        "The maintenance team checks the device’s antenna, cable and modem on site.",
    ),
    "data-network": (
        "Celui qui configure l’appareil corrige le réseau de données (DNN) qu’il demande.",
        "The person who configures the device corrects the data network (DNN) that it asks for.",
    ),
}


def _identity(case: Case) -> OwnTask:
    shown = "20893" + case.mask * (10 - case.kept_digits) + "0000012345"[-case.kept_digits :]
    return OwnTask(
        f"**Votre règle.** On garde le pays, le réseau et les **{case.kept_digits} derniers "
        f"chiffres** du numéro d’abonné ; chaque autre chiffre de ce numéro devient `{case.mask}`. "
        f"Avec `mcc` 208, `mnc` 93 et `msin` 0000012345, la fonction renvoie `{shown}`.",
        f"**Your rule.** Keep the country, the network and the **last {case.kept_digits} digits** "
        f"of the subscriber’s number; every other digit of that number becomes `{case.mask}`. With "
        f"`mcc` 208, `mnc` 93 and `msin` 0000012345 the function returns `{shown}`.",
    )


def _concealed(case: Case) -> OwnTask:
    profile = {"1": "A", "2": "B"}[case.scheme]
    return OwnTask(
        f"**Votre site exige** le **profil {profile}**, avec la clé publique n° **{case.key}**.",
        f"**Your site requires** **profile {profile}**, with public key no. **{case.key}**.",
    )


def _algorithms(case: Case) -> OwnTask:
    return OwnTask(
        f"**Votre site exige** **NEA{case.ciphering}** et **NIA{case.integrity}**.",
        f"**Your site requires** **NEA{case.ciphering}** and **NIA{case.integrity}**.",
    )


_NAMES = {
    "0x42": (
        "que l’appareil reçoit (*Registration accept*)",
        "that the device is given (*Registration accept*)",
    ),
    "0x45": (
        "sous laquelle l’appareil part (*Deregistration request*)",
        "under which the device leaves (*Deregistration request*)",
    ),
}


def _name(case: Case) -> OwnTask:
    kind = "5G-GUTI" if "region" in case.name_parts else "5G-S-TMSI"
    parts = ", ".join(f"`{part}`" for part in case.name_parts)
    fr, en = _NAMES[case.name_message]
    return OwnTask(
        f"**Votre outil de suivi** attend la **{kind}** {fr} : {parts}, séparés par "
        f"`{case.separator}`.",
        f"**Your tracking tool** expects the **{kind}** {en}: {parts}, separated by "
        f"`{case.separator}`.",
    )


_COLUMNS = {
    "number": ("numéro de la trame", "frame number"),
    "sender": ("émetteur", "sender"),
    "receiver": ("destinataire", "receiver"),
    "message": ("message", "message"),
}


def _ladder(case: Case) -> OwnTask:
    fr, en = (", ".join(_COLUMNS[name][language] for name in case.ladder) for language in (0, 1))
    return OwnTask(
        f"**Votre relevé**, dans cet ordre : **{fr}**.",
        f"**Your record**, in this order: **{en}**.",
    )


def _session(case: Case) -> OwnTask:
    opened, refused, never = case.session_codes
    return OwnTask(
        f"**Le registre de votre site** : **{opened}** session ouverte, **{refused}** session "
        f"refusée, **{never}** session jamais demandée.",
        f"**Your site’s register**: **{opened}** session opened, **{refused}** session refused, "
        f"**{never}** session never asked for.",
    )


_N4_FIELDS = {
    "pfcp.network_instance": ("le réseau de données", "the data network"),
    "pfcp.node_id_ipv4": ("l’adresse du SMF", "the SMF’s address"),
    "pfcp.ul_mbr": ("le débit montant maximal, en kbit/s", "the maximum uplink rate, in kbit/s"),
    "pfcp.dl_mbr": (
        "le débit descendant maximal, en kbit/s",
        "the maximum downlink rate, in kbit/s",
    ),
}


def _address(case: Case) -> OwnTask:
    address = ("l’adresse de l’appareil", "the device’s address")
    other = tuple(f"{text} (`{case.n4_field}`)" for text in _N4_FIELDS[case.n4_field])
    first, second = (address, other) if case.n4_address_first else (other, address)
    return OwnTask(
        f"**Votre fiche** demande d’abord {first[0]}, puis {second[0]}.",
        f"**Your form** asks for {first[1]} first, then {second[1]}.",
    )


_SERVICE = {
    "sst": ("le type de tranche (`sst`)", "the slice type (`sst`)"),
    "sd": ("le différenciateur de la tranche (`sd`)", "the slice differentiator (`sd`)"),
    "dnn": ("le réseau de données (`dnn`)", "the data network (`dnn`)"),
    "five_qi": ("la liste de **tous** les 5QI (`five_qi`)", "the list of **all** 5QIs (`five_qi`)"),
    "qfi": ("la liste de **tous** les QFI (`qfi`)", "the list of **all** QFIs (`qfi`)"),
}


def _service(case: Case) -> OwnTask:
    order = (case.service_one, case.service_all)
    first, second = (_SERVICE[name] for name in (order if case.service_one_first else order[::-1]))
    return OwnTask(
        f"**Votre fiche** demande d’abord {first[0]}, puis {second[0]}.",
        f"**Your form** asks for {first[1]} first, then {second[1]}.",
    )


_TUNNEL = {
    "uplink teid": ("le TEID montant", "the uplink TEID"),
    "downlink teid": ("le TEID descendant", "the downlink TEID"),
    "uplink address": ("l’adresse du sens montant", "the uplink’s address"),
    "downlink address": ("l’adresse du sens descendant", "the downlink’s address"),
}


def _tunnel(case: Case) -> OwnTask:
    first, second = (_TUNNEL[name] for name in case.tunnel.split(", "))
    return OwnTask(
        f"**Votre fiche** demande {first[0]}, puis {second[0]}.",
        f"**Your form** asks for {first[1]}, then {second[1]}.",
    )


_FLOWS = {
    "rising": (
        "la liste des QFI de ce tunnel, **sans répétition**, du plus petit au plus grand",
        "the list of this tunnel’s QFIs, **without repeats**, from the smallest to the largest",
    ),
    "falling": (
        "la liste des QFI de ce tunnel, **sans répétition**, du plus grand au plus petit",
        "the list of this tunnel’s QFIs, **without repeats**, from the largest to the smallest",
    ),
    "number": (
        "le **nombre de flux** différents de ce tunnel",
        "the **number of** different **flows** of this tunnel",
    ),
    "packets of 1": (
        "le **nombre de paquets** du flux QFI 1 de ce tunnel",
        "the **number of packets** of this tunnel’s flow QFI 1",
    ),
    "packets of 2": (
        "le **nombre de paquets** du flux QFI 2 de ce tunnel",
        "the **number of packets** of this tunnel’s flow QFI 2",
    ),
}


def _flows(case: Case) -> OwnTask:
    fr, en = _FLOWS[case.flows]
    return OwnTask(f"**Vous cherchez** {fr}.", f"**You look for** {en}.")


_INNER = {
    "src": ("l’adresse de l’émetteur (`src`)", "the sender’s address (`src`)"),
    "dst": ("l’adresse du destinataire (`dst`)", "the receiver’s address (`dst`)"),
    "ttl": ("la durée de vie (`ttl`)", "the time to live (`ttl`)"),
    "len": ("la longueur en octets (`len`)", "the length in bytes (`len`)"),
    "id": ("le numéro d’identification (`id`)", "the identification number (`id`)"),
    "proto": ("le numéro du protocole (`proto`)", "the protocol number (`proto`)"),
}


def _inside(case: Case) -> OwnTask:
    first, second = (_INNER[name] for name in case.inner)
    return OwnTask(
        f"**Vous cherchez** {first[0]}, puis {second[0]}, **du paquet intérieur**.",
        f"**You look for** {first[1]}, then {second[1]}, **of the inner packet**.",
    )


def _wrap(case: Case) -> OwnTask:
    fr, en = ("montant", "uplink") if case.uplink else ("descendant", "downlink")
    return OwnTask(
        f"**Votre colis** est **{fr}**. Votre gNB est en `{case.gnb}`, votre UPF en `{case.upf}` ; "
        f"votre réseau de transport lit la classe DSCP {case.dscp}, donc `tos={case.tos:#04x}` "
        "dans l’en-tête IP extérieur.",
        f"**Your parcel** goes **{en}**. Your gNB is at `{case.gnb}`, your UPF at `{case.upf}`; "
        f"your transport network reads the class DSCP {case.dscp}, so `tos={case.tos:#04x}` in the "
        "outer IP header.",
    )


_TASKS = {
    "allowed": lambda case: _listed(case.captures, _CAPTURES),
    "filter": lambda case: _listed(case.needs, _NEEDS),
    "action": lambda case: _listed(case.actions, _ACTIONS),
    "fault": lambda case: _listed(case.remedies, _ACTIONS),
    "imsi": _identity,
    "concealed": _concealed,
    "algorithms": _algorithms,
    "guti": _name,
    "ladder": _ladder,
    "session": _session,
    "address": _address,
    "service": _service,
    "tunnel": _tunnel,
    "flows": _flows,
    "inside": _inside,
    "wrap": _wrap,
}
