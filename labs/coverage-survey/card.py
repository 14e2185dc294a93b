"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, case_of
from choices import criteria, means, safety

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
            "means": means(draw).shown,
            "criteria": criteria(draw).shown,
        },
        given={
            "variation": draw.variation,
            "plan": case.yard.plan.as_data(),
            "masts": case.masts,
            "area": case.area,
            "zones": case.zones,
            "separator": case.separator,
            "line": _line(case),
            "meanings": case.meanings,
            "track": case.track,
            "walks": case.walks,
        },
    )


def _line(case: Case) -> str:
    """Return a record whose values do not tell which of them is which place."""
    chance = case.draw.random("sample")
    x_m, y_m = (chance.randrange(10, 50) + chance.choice([0.0, 0.5]) for _ in range(2))
    return case.line(
        x=_written(x_m),
        y=_written(y_m),
        rsrp=_written(-chance.randrange(85, 98) - 0.5),
        sinr=_written(chance.randrange(2, 15)),
        cell="11",
    )


def _written(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _facts(case: Case) -> dict[str, str]:
    area, rules = case.area, case.rules
    written = f" {case.separator} ".join(case.fields)
    return {
        t(fr="Surface à parcourir", en="Area to survey"): t(
            fr=f"x de {area.west:.0f} à {area.east:.0f} m, y de {area.south:.0f} à "
            f"{area.north:.0f} m",
            en=f"x from {area.west:.0f} to {area.east:.0f} m, y from {area.south:.0f} to "
            f"{area.north:.0f} m",
        ),
        t(fr="Relevés que le poste permet", en="Readings the shift allows"): str(case.budget),
        t(fr="Votre site exige", en="Your site demands"): t(
            fr=f"RSRP ≥ −{-case.rsrp_dbm} dBm et SINR ≥ {case.sinr_db} dB",
            en=f"RSRP ≥ −{-case.rsrp_dbm} dBm and SINR ≥ {case.sinr_db} dB",
        ),
        t(fr="Exercice 2 · un enregistrement", en="Exercise 2 · a record"): written,
        t(fr="Exercice 10 · confiance", en="Exercise 10 · confidence"): t(
            fr=f"{case.confidence}\N{NO-BREAK SPACE}%", en=f"{case.confidence} %"
        ),
        t(fr="Exercice 11 · l’allée", en="Exercise 11 · the aisle"): t(
            fr=f"{case.aisle_m} m, un relevé tous les {case.spacing_m} m",
            en=f"{case.aisle_m} m, a reading every {case.spacing_m} m",
        ),
        t(fr="Exercice 13 · autour du changement", en="Exercise 13 · around a change"): t(
            fr=f"± {decimal(case.around_s)} s", en=f"± {decimal(case.around_s)} s"
        ),
        t(fr="Exercices 15 et 16 · les mâts", en="Exercises 15 and 16 · the masts"): " · ".join(
            t(fr=f"{name} ({x:.0f} ; {y:.0f})", en=f"{name} ({x:.0f}, {y:.0f})")
            for name, (x, y) in case.masts.items()
        ),
        t(fr="Exercices 18 et 19 · au poteau", en="Exercises 18 and 19 · at the post"): t(
            fr=f"−{decimal(-rules.post_dbm)} dBm, à {decimal(rules.scale_db)} dB près",
            en=f"−{decimal(-rules.post_dbm)} dBm, within {decimal(rules.scale_db)} dB",
        ),
        t(fr="Exercices 18 et 19 · un parcours", en="Exercises 18 and 19 · a walk"): t(
            fr=f"au plus {rules.repeats} relevés égaux de suite, au plus "
            f"{rules.jump_m:.0f} m entre deux relevés, au moins {rules.aisles} allées",
            en=f"at most {rules.repeats} equal readings in a row, at most "
            f"{rules.jump_m:.0f} m between two readings, at least {rules.aisles} aisles",
        ),
    }
