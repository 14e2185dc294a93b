"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, case_of
from choices import chain, runs, safety

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
            "runs": runs(draw).shown,
            "chain": chain(draw).shown,
        },
        given={
            "speed_mps": case.speed_mps,
            "side": case.side,
            "circle_side": case.circle_side,
            "near_delay_s": case.near_delay_s,
            "far_delay_s": case.far_delay_s,
            "loss": case.loss,
            "record": case.record,
            "lost_in_turn": list(case.lost_in_turn),
            "logs": {name: [list(row) for row in rows] for name, rows in case.logs.items()},
        },
    )


def _facts(case: Case) -> dict[str, str]:
    machine, (ahead_mps, back_mps) = case.machine, case.plate_mps
    lease_ms = decimal(1000 * machine.lease_s, 0)
    return {
        t(fr="Votre vitesse", en="Your speed"): f"{decimal(case.speed_mps, 2)} m/s",
        t(fr="Votre ligne tourne", en="Your line turns"): _side(case.side),
        t(
            fr="Écart que votre site accepte", en="Error that your site accepts"
        ): f"{decimal(100 * case.limit_m)} cm",
        t(fr="Exercice 2 · la plaque dit", en="Exercise 2 · the plate says"): t(
            fr=f"{decimal(ahead_mps, 2)} m/s au plus en avant, {decimal(back_mps, 2)} m/s "
            "au plus en arrière",
            en=f"at most {decimal(ahead_mps, 2)} m/s forward, at most "
            f"{decimal(back_mps, 2)} m/s backward",
        ),
        t(fr="Exercice 3 · le cercle", en="Exercise 3 · the circle"): t(
            fr=f"{decimal(abs(case.radius_m), 2)} m de rayon, {_side(case.circle_side)}",
            en=f"radius {decimal(abs(case.radius_m), 2)} m, to the {_side(case.circle_side)}",
        ),
        t(fr="Exercices 4 et 14 · votre engin", en="Exercises 4 and 14 · your machine"): t(
            fr=f"réaction {decimal(machine.reaction_s)} s, freins "
            f"{decimal(machine.brakes_mps2)} m/s², {decimal(machine.free_m, 2)} m libres",
            en=f"reaction {decimal(machine.reaction_s)} s, brakes "
            f"{decimal(machine.brakes_mps2)} m/s², {decimal(machine.free_m, 2)} m free",
        ),
        t(fr="Exercice 7 · le passage", en="Exercise 7 · the passage"): t(
            fr=f"poteau à {decimal(case.post_m, 2)} m de la ligne, robot large de "
            f"{decimal(2 * case.half_width_m, 2)} m",
            en=f"post {decimal(case.post_m, 2)} m from the line, robot "
            f"{decimal(2 * case.half_width_m, 2)} m wide",
        ),
        t(
            fr="Exercice 8 · retard sur le papier", en="Exercise 8 · delay on paper"
        ): f"{decimal(case.paper_delay_s, 2)} s",
        t(fr="Exercice 10 · le poste", en="Exercise 10 · the desk"): t(
            fr=f"visée {decimal(case.desk_ahead_m, 2)} m, réseau "
            f"{decimal(1000 * case.desk_network_s, 0)} ms",
            en=f"look-ahead {decimal(case.desk_ahead_m, 2)} m, network "
            f"{decimal(1000 * case.desk_network_s, 0)} ms",
        ),
        t(fr="Exercice 11 · la règle du site", en="Exercise 11 · the site’s rule"): t(
            fr=f"viser {decimal(case.ahead_factor, 2)} fois la distance parcourue, jamais "
            f"moins de {decimal(case.least_ahead_m, 2)} m",
            en=f"look {decimal(case.ahead_factor, 2)} times the distance travelled ahead, "
            f"never less than {decimal(case.least_ahead_m, 2)} m",
        ),
        t(
            fr="Exercices 12, 13, 17 et 18 · les ordres de votre engin",
            en="Exercises 12, 13, 17 and 18 · your machine’s commands",
        ): t(
            fr=f"{machine.rate_hz} par seconde ; bail de {machine.lease_periods} périodes, "
            f"soit {lease_ms} ms",
            en=f"{machine.rate_hz} a second; a lease of {machine.lease_periods} periods, "
            f"which is {lease_ms} ms",
        ),
    }


def _side(side: str) -> str:
    return t(fr="à gauche", en="left") if side == "left" else t(fr="à droite", en="right")
