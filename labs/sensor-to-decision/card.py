"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, case_of
from choices import leaks, promise, safety

from campus5g import t
from campus5g.courseware.lab.learner_card import Card
from campus5g.draw import Draw
from campus5g.kit.showing.numbers import decimal, whole


def card_of(draw: Draw) -> Card:
    """Return the card of a draw, in the language in force."""
    case = case_of(draw)
    return Card(
        draw.code,
        _facts(case),
        lettered={
            "safety": safety(draw).shown,
            "promise": promise(draw).shown,
            "leaks": leaks(draw).shown,
        },
        given={
            "variation": case.variation,
            "signal": list(case.signal),
            "sound_mps2": case.sound_mps2,
            "history": [list(each) for each in case.history],
            "night": {name: [list(row) for row in rows] for name, rows in case.night.items()},
        },
    )


def _facts(case: Case) -> dict[str, str]:
    bearing, reading = case.bearing, case.reading
    race = (
        t(fr="extérieure", en="outer") if case.race == "outer" else t(fr="intérieure", en="inner")
    )
    ball, pitch = decimal(bearing.ball_mm, 0), decimal(bearing.pitch_mm, 0)
    false, missed = whole(case.false_alarm_eur), whole(case.missed_eur)
    return {
        t(fr="Exercice 3 · votre pompe", en="Exercise 3 · your pump"): t(
            fr=f"{case.speed_rpm} tr/min ; {bearing.balls} billes de {ball} mm sur un "
            f"cercle de {pitch} mm ; bague {race}",
            en=f"{case.speed_rpm} rpm; {bearing.balls} balls of {ball} mm on a circle of "
            f"{pitch} mm; {race} race",
        ),
        t(fr="Exercice 5 · le relevé", en="Exercise 5 · the reading"): t(
            fr=f"{reading.sampling_hz} valeurs par seconde de {reading.value_bytes} "
            f"octets, pendant {reading.seconds} s, "
            f"{reading.an_hour} fois par heure ; message de {reading.message_bytes} octets",
            en=f"{reading.sampling_hz} values a second of {reading.value_bytes} bytes, "
            f"for {reading.seconds} s, "
            f"{reading.an_hour} times an hour; message of {reading.message_bytes} bytes",
        ),
        t(
            fr="Exercice 7 · le centile suivi", en="Exercise 7 · the percentile watched"
        ): f"p{case.percentile}",
        t(fr="Exercice 8 · l’alarme", en="Exercise 8 · the alarm"): t(
            fr=f"une valeur toutes les {case.every_s} s ; {case.confirmations} valeurs "
            f"de suite au-dessus du seuil ; envois par "
            f"{case.batch}",
            en=f"a value every {case.every_s} s; {case.confirmations} values in a row "
            f"above the threshold; sent {case.batch} at a "
            "time",
        ),
        t(fr="Exercice 10 · la coupure", en="Exercise 10 · the cut"): t(
            fr=f"{case.cut_min} min ; un relevé toutes les {case.store_every_s} s ; la "
            f"liaison en reprend {decimal(case.drains_per_s)} "
            "par seconde",
            en=f"{case.cut_min} min; a reading every {case.store_every_s} s; the link "
            f"takes {decimal(case.drains_per_s)} a second "
            "afterwards",
        ),
        t(
            fr="Exercice 12 · trop vieux, sur le kit",
            en="Exercise 12 · too old, on the kit",
        ): t(
            fr=f"plus de {decimal(case.limit_s)} s",
            en=f"more than {decimal(case.limit_s)} s",
        ),
        t(fr="Exercices 14 et 15 · les coûts", en="Exercises 14 and 15 · the costs"): t(
            fr=f"fausse alarme {false} €, panne manquée {missed} €",
            en=f"false alarm €{false}, missed failure €{missed}",
        ),
        t(
            fr="Exercices 17 et 18 · trop vieux, la nuit",
            en="Exercises 17 and 18 · too old, at night",
        ): t(fr=f"plus de {case.fresh_s} s", en=f"more than {case.fresh_s} s"),
    }
