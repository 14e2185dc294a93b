"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, case_of
from choices import cause, safety, teeth, trouble

from campus5g import t
from campus5g.courseware.lab.learner_card import Card
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
            "cause": cause(draw).shown,
            "teeth": teeth(draw).shown,
            "trouble": trouble(draw).shown,
        },
        given={
            "variation": draw.variation,
            "interval_ms": case.interval_ms,
            "other_frame": case.other_frame,
            "campaigns": [(each.sent, each.late) for each in case.campaigns],
            "site": case.site,
        },
    )


def _facts(case: Case) -> dict[str, str]:
    clock = decimal(abs(case.clock_ms))
    one, other = case.weighed
    slots = t(fr=" et ", en=" and ").join(case.counted)
    return {
        t(fr="Votre exigence", en="Your requirement"): _requirement(case),
        t(fr="Votre cadence", en="Your packet rate"): t(
            fr=f"un paquet toutes les {decimal(case.interval_ms)} ms",
            en=f"one packet every {decimal(case.interval_ms)} ms",
        ),
        t(fr="Exercice 2 · les perdus, comptés", en="Exercise 2 · losses, counted"): t(
            fr=f"pour {_whole(case.lost_of)} paquets envoyés",
            en=f"per {_whole(case.lost_of)} packets sent",
        ),
        t(
            fr="Exercice 3 · le percentile", en="Exercise 3 · the percentile"
        ): f"p{case.slow_percent}",
        t(fr="Exercice 6 · les deux parts", en="Exercise 6 · the two parts"): f'"{one}", "{other}"',
        t(
            fr="Exercice 8 · la période", en="Exercise 8 · the period"
        ): f"{decimal(case.fold_ms)} ms",
        t(fr="Exercice 9 · l’éparpillement", en="Exercise 9 · the scatter"): t(
            fr=f"sous {case.scatter_percent} % de whole",
            en=f"below {case.scatter_percent} % of whole",
        ),
        t(fr="Exercice 11 · l’autre réseau", en="Exercise 11 · the other network"): t(
            fr=f"période {case.beat_ms} ms", en=f"period {case.beat_ms} ms"
        ),
        t(fr="Exercice 12 · l’autre cellule", en="Exercise 12 · the other cell"): t(
            fr=f"{case.spacing_khz} kHz ; comptez les créneaux {slots}",
            en=f"{case.spacing_khz} kHz; count the slots {slots}",
        ),
        t(
            fr="Exercice 13 · à comparer", en="Exercise 13 · to be compared"
        ): f"p{case.compared_percent}",
        t(fr="Exercice 14 · l’horloge de l’AGV", en="Exercise 14 · the AGV’s clock"): (
            t(fr=f"en avance de {clock} ms", en=f"{clock} ms ahead")
            if case.clock_ms > 0
            else t(fr=f"en retard de {clock} ms", en=f"{clock} ms behind")
        ),
        t(
            fr="Exercice 15 · l’intervalle de", en="Exercise 15 · the interval of"
        ): f"p{case.sure_percent}",
        t(fr="Exercice 16 · votre instrument", en="Exercise 16 · your instrument"): t(
            fr=f"lit à {decimal(case.resolution_ms)} ms près",
            en=f"reads to {decimal(case.resolution_ms)} ms",
        ),
        t(fr="Exercices 19 et 20 · le site", en="Exercises 19 and 20 · the site"): t(
            fr=f"numéro {case.site}", en=f"number {case.site}"
        ),
    }


def _requirement(case: Case) -> str:
    """Return the requirement as a trial can check it."""
    need, share = f"{case.need_ms} ms", f"{decimal(100 * case.allowed, 1)} %"
    return t(
        fr=f"dans un sens, {need} au plus ; {share} des paquets en retard ou perdus, au plus ; "
        f"silence toléré {case.silence_ms} ms",
        en=f"one way, at most {need}; at most {share} of packets late or lost; "
        f"tolerated silence {case.silence_ms} ms",
    )


def _whole(number: int) -> str:
    return t(fr=f"{number:,}".replace(",", " "), en=f"{number:,}")
