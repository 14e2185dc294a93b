"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, Need, Request, case_of
from choices import remedy, safety, slice_effect, trouble, useless
from classes import PORTS

from campus5g import t
from campus5g.courseware.lab.learner_card import Card, Lettered
from campus5g.draw import Draw
from campus5g.kit.showing.numbers import decimal


def card_of(draw: Draw) -> Card:
    """Return the card of a draw, in the language in force."""
    case = case_of(draw)
    return Card(
        draw.code,
        _facts(case),
        lettered={
            "safety": safety(draw).shown,
            "offered": _lettered({each: _offered(need) for each, need in case.offered.items()}),
            "requests": _lettered({each: _request(of) for each, of in case.requests.items()}),
            "useless": useless(draw).shown,
            "slice_effect": slice_effect(draw).shown,
            "trouble": trouble(draw).shown,
            "remedy": remedy(draw).shown,
        },
        given={
            "variation": draw.variation,
            "interval_ms": case.interval_ms,
            "size_bytes": case.size_bytes,
            "traffic": {
                name: [each.devices, each.payload_bytes, each.period_ms]
                for name, each in case.traffic.items()
            },
        },
    )


def _facts(case: Case) -> dict[str, str]:
    wanted = (f"{name} {decimal(rate)} Mbit/s" for name, rate in case.wanted_mbit_s.items())
    return {
        **{t(fr=f"Besoin de {name}", en=f"Need of {name}"): _need(case, name) for name in PORTS},
        t(fr="Votre cadence", en="Your packet rate"): t(
            fr=f"{case.size_bytes} octets toutes les {decimal(case.interval_ms)} ms",
            en=f"{case.size_bytes} bytes every {decimal(case.interval_ms)} ms",
        ),
        t(fr="Exercice 2 · en-têtes comptés", en="Exercise 2 · headers counted"): t(
            fr=f"{case.header_bytes} octets par paquet",
            en=f"{case.header_bytes} bytes a packet",
        ),
        t(
            fr="Exercices 6, 7 et 13 · débit seul dans la cellule",
            en="Exercises 6, 7 and 13 · rate alone in the cell",
        ): f"{decimal(case.alone_mbit_s)} Mbit/s",
        t(fr="Exercice 6 · marge", en="Exercise 6 · margin"): f"{case.margin_percent} %",
        t(
            fr="Exercice 7 · place pour les garanties", en="Exercise 7 · room for guarantees"
        ): f"{case.room_percent} %",
        t(
            fr="Exercice 11 · débits garantis demandés",
            en="Exercise 11 · guaranteed rates asked for",
        ): ", ".join(wanted),
        t(
            fr="Exercice 13 · débit de la tranche", en="Exercise 13 · the slice’s rate"
        ): f"{decimal(case.slice_mbit_s)} Mbit/s",
    }


def _need(case: Case, name: str) -> str:
    lost, rate = decimal(case.lost_percent), decimal(case.rate_kbps[name] / 1000)
    return t(
        fr=f"aller-retour p{case.percentile} de {case.needs_ms[name]} ms au plus, {lost} % de "
        f"pertes au plus ; {rate} Mbit/s s’il faut une garantie",
        en=f"round trip p{case.percentile} of {case.needs_ms[name]} ms at most, {lost} % lost "
        f"at most; {rate} Mbit/s if it takes a guarantee",
    )


def _lettered(texts: dict[str, str]) -> Lettered:
    return Lettered((tuple(texts.items()),))


def _offered(need: Need) -> str:
    most = t(fr=f"{need.budget_ms} ms au plus", en=f"{need.budget_ms} ms at most")
    if need.guaranteed:
        return t(fr="avec débit garanti, ", en="with a guaranteed rate, ") + most
    return t(fr="sans débit garanti, ", en="without a guaranteed rate, ") + most


def _request(request: Request) -> str:
    rate, level = decimal(request.mbit_s), request.level
    return "".join(
        [
            t(
                fr=f"{rate} Mbit/s ; niveau ARP {level} ; ",
                en=f"{rate} Mbit/s; ARP level {level}; ",
            ),
            t(fr="peut prendre ; ", en="may take; ")
            if request.may_preempt
            else t(fr="ne peut pas prendre ; ", en="may not take; "),
            t(fr="peut perdre", en="may lose")
            if request.may_be_preempted
            else t(fr="ne peut pas perdre", en="may not lose"),
        ]
    )
