"""What the learner gets of their case: the card to read, and the answers of modems to judge."""

from case import Case, case_of
from choices import cause, safety, swap

from campus5g import t
from campus5g.courseware.lab.learner_card import Card
from campus5g.draw import Draw


def card_of(draw: Draw) -> Card:
    """Return the card of a draw, in the language in force."""
    case = case_of(draw)
    return Card(
        draw.code,
        _facts(case),
        lettered={
            "safety": safety(draw).shown,
            "swap": swap(draw).shown,
            "cause": cause(draw).shown,
        },
        given={
            "variation": draw.variation,
            "call": case.call,
            "night": dict(case.night),
        },
    )


def _facts(case: Case) -> dict[str, str]:
    wanted = t(fr=" et ", en=" and ").join(_in_words(each) for each in case.stock_facts)
    country, network = case.contractor_plmn[:3], case.contractor_plmn[3:]
    stronger, weaker = map(_minus, case.levels_dbm)
    return {
        t(fr="Exercice 2 · le magasin demande", en="Exercise 2 · the stores ask for"): t(
            fr=f"{wanted} ; appareil : {case.stock_device}",
            en=f"{wanted}; device: {case.stock_device}",
        ),
        t(fr="Exercice 3 · PLMN du sous-traitant", en="Exercise 3 · contractor’s PLMN"): t(
            fr=f"pays {country}, réseau {network} (inventé)",
            en=f"country {country}, network {network} (made up)",
        ),
        t(fr="Exercice 4 · le changement", en="Exercise 4 · the change"): _change(case),
        t(
            fr="Exercice 6 · états pour lesquels on appelle votre équipe",
            en="Exercise 6 · states for which your team is called",
        ): ", ".join(map(str, case.states_to_call_for)),
        t(fr="Exercice 8 · deux RSRP", en="Exercise 8 · two RSRPs"): t(
            fr=f"caméra {stronger} dBm, AGV {weaker} dBm",
            en=f"camera {stronger} dBm, AGV {weaker} dBm",
        ),
        t(fr="Votre site juge un signal faible", en="Your site calls a signal weak"): t(
            fr=f"si le RSRP est sous {_minus(case.weak_below_dbm)} dBm",
            en=f"if the RSRP is below {_minus(case.weak_below_dbm)} dBm",
        ),
        t(fr="Votre site le juge brouillé", en="Your site calls it interfered with"): t(
            fr=f"si le SINR est sous {case.noisy_below_db} dB",
            en=f"if the SINR is below {case.noisy_below_db} dB",
        ),
    }


def _change(case: Case) -> str:
    """Return what was changed at the badge reader, in words."""
    return {
        "reader": t(
            fr="Le lecteur est remplacé par un neuf, où l’on remet la même carte SIM.",
            en="The reader is replaced by a new one, and the same SIM card goes into it.",
        ),
        "card": t(
            fr="Le lecteur reçoit une carte SIM neuve ; lui-même ne change pas.",
            en="The reader gets a new SIM card; the reader itself stays.",
        ),
        "both": t(
            fr="Le lecteur est remplacé par un neuf, livré avec sa propre carte SIM.",
            en="The reader is replaced by a new one that comes with a SIM card of its own.",
        ),
        "restart": t(
            fr="Le lecteur est éteint, sa carte nettoyée et remise, puis il est rallumé.",
            en="The reader is switched off, its card cleaned and put back, then switched on.",
        ),
    }[case.change]


def _in_words(fact: str) -> str:
    return {
        "imei": t(fr="le numéro du modem", en="the modem’s number"),
        "imsi": t(fr="le numéro de la carte SIM", en="the SIM card’s number"),
        "maker": t(fr="le fabricant du modem", en="the modem’s manufacturer"),
        "model": t(fr="le modèle du modem", en="the modem’s model"),
        "firmware": t(fr="la version du logiciel du modem", en="the modem’s firmware version"),
        "card": t(fr="l’état de la carte SIM", en="the state of the SIM card"),
    }[fact]


def _minus(number: int) -> str:
    return str(number).replace("-", "−")
