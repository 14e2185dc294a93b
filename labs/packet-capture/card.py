"""What the learner gets of their case: the card to read, and what their kit varies by."""

from case import Case, case_of
from choices import actions, captures, needs, remedies

from campus5g import t
from campus5g.courseware.lab.learner_card import Card
from campus5g.draw import Draw


def card_of(draw: Draw) -> Card:
    """Return the card of a draw, in the language in force."""
    return Card(
        draw.code,
        _facts(case_of(draw)),
        lettered={
            "allowed": captures(draw).shown,
            "filter": needs(draw).shown,
            "action": actions(draw).shown,
            "fault": remedies(draw).shown,
        },
        given={"variation": draw.variation},
    )


def _facts(case: Case) -> dict[str, str]:
    opened, refused, never = case.session_codes
    one, other = case.tunnel.split(", ")
    site = t(fr="votre site exige", en="your site requires")
    form = t(fr="votre fiche", en="your form")
    wanted = t(fr="vous cherchez", en="you look for")
    return {
        _line(3, t(fr="votre règle", en="your rule")): _rule(case),
        _line(4, site): t(
            fr=f"le profil {_profile(case)}, avec la clé publique n° {case.key}",
            en=f"profile {_profile(case)}, with public key no. {case.key}",
        ),
        _line(5, site): t(
            fr=f"NEA{case.ciphering} et NIA{case.integrity}",
            en=f"NEA{case.ciphering} and NIA{case.integrity}",
        ),
        _line(7, t(fr="votre outil de suivi", en="your tracking tool")): _name(case),
        _line(8, t(fr="votre relevé", en="your record")): ", ".join(map(_column, case.ladder)),
        _line(9, t(fr="le registre de votre site", en="your site’s register")): t(
            fr=f"{opened} session ouverte, {refused} session refusée, {never} session jamais "
            "demandée",
            en=f"{opened} session opened, {refused} session refused, {never} session never asked "
            "for",
        ),
        _line(10, form): _then(
            t(fr="l’adresse de l’appareil", en="the device’s address"),
            f"{_on_n4(case.n4_field)} ({case.n4_field})",
            case.n4_address_first,
        ),
        _line(11, form): _then(
            _of_service(case.service_one), _of_service(case.service_all), case.service_one_first
        ),
        _line(12, form): _then(_of_tunnel(one), _of_tunnel(other)),
        _line(13, wanted): _flows(case.flows),
        _line(14, wanted): _then(_inner(case.inner[0]), _inner(case.inner[1])),
        _line(15, t(fr="votre colis", en="your parcel")): _parcel(case),
    }


def _line(exercise: int, what: str) -> str:
    return t(fr=f"Exercice {exercise} · {what}", en=f"Exercise {exercise} · {what}")


def _then(one: str, other: str, one_first: bool = True) -> str:
    first, second = (one, other) if one_first else (other, one)
    return t(fr=f"{first}, puis {second}", en=f"{first}, then {second}")


def _rule(case: Case) -> str:
    digits, mask = case.kept_digits, case.mask
    shown = "20893" + mask * (10 - digits) + "0000012345"[-digits:]
    return t(
        fr=f"le pays, le réseau et les {digits} derniers chiffres du numéro d’abonné restent ; "
        f'chaque autre chiffre de ce numéro devient "{mask}". Avec mcc 208, mnc 93 et msin '
        f"0000012345 : {shown}",
        en=f"the country, the network and the last {digits} digits of the subscriber’s number "
        f'stay; every other digit of that number becomes "{mask}". With mcc 208, mnc 93 and msin '
        f"0000012345: {shown}",
    )


def _profile(case: Case) -> str:
    return {"1": "A", "2": "B"}[case.scheme]


def _name(case: Case) -> str:
    kind = "5G-GUTI" if "region" in case.name_parts else "5G-S-TMSI"
    parts = ", ".join(case.name_parts)
    given = {
        "0x42": t(
            fr="que l’appareil reçoit (Registration accept)",
            en="that the device is given (Registration accept)",
        ),
        "0x45": t(
            fr="sous laquelle l’appareil part (Deregistration request)",
            en="under which the device leaves (Deregistration request)",
        ),
    }[case.name_message]
    return t(
        fr=f'la {kind} {given} : {parts}, séparés par "{case.separator}"',
        en=f'the {kind} {given}: {parts}, separated by "{case.separator}"',
    )


def _column(name: str) -> str:
    return {
        "number": t(fr="numéro de la trame", en="frame number"),
        "sender": t(fr="émetteur", en="sender"),
        "receiver": t(fr="destinataire", en="receiver"),
        "message": t(fr="message", en="message"),
    }[name]


def _on_n4(field: str) -> str:
    return {
        "pfcp.network_instance": t(fr="le réseau de données", en="the data network"),
        "pfcp.node_id_ipv4": t(fr="l’adresse du SMF", en="the SMF’s address"),
        "pfcp.ul_mbr": t(
            fr="le débit montant maximal, en kbit/s", en="the maximum uplink rate, in kbit/s"
        ),
        "pfcp.dl_mbr": t(
            fr="le débit descendant maximal, en kbit/s", en="the maximum downlink rate, in kbit/s"
        ),
    }[field]


def _of_service(column: str) -> str:
    return {
        "sst": t(fr="le type de tranche (sst)", en="the slice type (sst)"),
        "sd": t(fr="le différenciateur de la tranche (sd)", en="the slice differentiator (sd)"),
        "dnn": t(fr="le réseau de données (dnn)", en="the data network (dnn)"),
        "five_qi": t(fr="la liste de tous les 5QI (five_qi)", en="the list of all 5QIs (five_qi)"),
        "qfi": t(fr="la liste de tous les QFI (qfi)", en="the list of all QFIs (qfi)"),
    }[column]


def _of_tunnel(value: str) -> str:
    return {
        "uplink teid": t(fr="le TEID montant", en="the uplink TEID"),
        "downlink teid": t(fr="le TEID descendant", en="the downlink TEID"),
        "uplink address": t(fr="l’adresse du sens montant", en="the uplink’s address"),
        "downlink address": t(fr="l’adresse du sens descendant", en="the downlink’s address"),
    }[value]


def _flows(form: str) -> str:
    return {
        "rising": t(
            fr="la liste des QFI de ce tunnel, sans répétition, du plus petit au plus grand",
            en="the list of this tunnel’s QFIs, without repeats, from the smallest to the largest",
        ),
        "falling": t(
            fr="la liste des QFI de ce tunnel, sans répétition, du plus grand au plus petit",
            en="the list of this tunnel’s QFIs, without repeats, from the largest to the smallest",
        ),
        "number": t(
            fr="le nombre de flux différents de ce tunnel",
            en="the number of different flows of this tunnel",
        ),
        "packets of 1": t(
            fr="le nombre de paquets du flux QFI 1 de ce tunnel",
            en="the number of packets of this tunnel’s flow QFI 1",
        ),
        "packets of 2": t(
            fr="le nombre de paquets du flux QFI 2 de ce tunnel",
            en="the number of packets of this tunnel’s flow QFI 2",
        ),
    }[form]


def _inner(field: str) -> str:
    return {
        "src": t(fr="l’adresse de l’émetteur (src)", en="the sender’s address (src)"),
        "dst": t(fr="l’adresse du destinataire (dst)", en="the receiver’s address (dst)"),
        "ttl": t(fr="la durée de vie (ttl)", en="the time to live (ttl)"),
        "len": t(fr="la longueur en octets (len)", en="the length in bytes (len)"),
        "id": t(fr="le numéro d’identification (id)", en="the identification number (id)"),
        "proto": t(fr="le numéro du protocole (proto)", en="the protocol number (proto)"),
    }[field]


def _parcel(case: Case) -> str:
    way = t(fr="montant", en="uplink") if case.uplink else t(fr="descendant", en="downlink")
    return t(
        fr=f"sens {way} ; gNB {case.gnb}, UPF {case.upf} ; classe DSCP {case.dscp}, donc "
        f"tos={case.tos:#04x}",
        en=f"{way}; gNB {case.gnb}, UPF {case.upf}; class DSCP {case.dscp}, so tos={case.tos:#04x}",
    )
