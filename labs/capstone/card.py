"""What the learner gets of their case: the card to read, and the data to work on."""

from case import Case, absent_pair, case_of
from choices import cause, condition, safety
from instruments import PORTS

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
            **{f"cause-{device}": cause(draw, device).shown for device in PORTS},
            "condition": condition(draw).shown,
        },
        given={
            "scenario": case.scenario,
            "variation": draw.variation,
            "area": _area_name(case.area),
            "interval_ms": case.interval_ms,
            "size_bytes": case.size_bytes,
            "absent_pair": absent_pair(draw).text,
        },
    )


def _facts(case: Case) -> dict[str, str]:
    return {
        t(fr="Votre zone", en="Your area"): _area(case.area),
        t(fr="Contrainte de sécurité", en="Safety constraint"): _constraint(case.constraint),
        t(fr="Votre cadence", en="Your packet rate"): t(
            fr=f"{case.size_bytes} octets toutes les {decimal(case.interval_ms)} ms",
            en=f"{case.size_bytes} bytes every {decimal(case.interval_ms)} ms",
        ),
        t(fr="Une heure de travail", en="An hour of work"): t(
            fr=f"{case.hour_eur} €", en=f"€{case.hour_eur}"
        ),
        t(fr="Ce qui compte comme un défaut", en="What counts as a fault"): t(
            fr=f"service : plus de {case.service_lost_percent} % de perdus ; programme : "
            f"plus de {case.program_drop_percent} % de moins qu’à la réception",
            en=f"service: more than {case.service_lost_percent} % lost; program: more "
            f"than {case.program_drop_percent} % below acceptance",
        ),
        **{t(fr=f"Besoin ({name})", en=f"Need ({name})"): _need(case, name) for name in PORTS},
    }


def _need(case: Case, name: str) -> str:
    lost, rate = decimal(case.lost_percent), decimal(case.rate_kbps[name] / 1000)
    return t(
        fr=f"p{case.percentile} de {case.needs_ms[name]} ms au plus, {lost} % de pertes au "
        f"plus, {rate} Mbit/s garantis",
        en=f"p{case.percentile} of {case.needs_ms[name]} ms at most, {lost} % lost at most, "
        f"{rate} Mbit/s guaranteed",
    )


def _area_name(area: str) -> str:
    return {
        "cold-store": t(fr="entrepôt frigorifique", en="cold store"),
        "quay": t(fr="quai", en="quay"),
        "smelter-hall": t(fr="halle d’électrolyse", en="smelter hall"),
        "steel-yard": t(fr="parc à brames", en="steel yard"),
    }[area]


def _area(area: str) -> str:
    devices = {
        "cold-store": t(
            fr="camera compte les palettes, agv les porte, badge ouvre la porte isolée",
            en="camera counts the pallets, agv carries them, badge opens the insulated door",
        ),
        "quay": t(
            fr="camera est sur la grue, agv est un cavalier, badge ouvre la barrière",
            en="camera is on the crane, agv is a straddle carrier, badge opens the barrier",
        ),
        "smelter-hall": t(
            fr="camera surveille les cuves, agv porte l’alumine, badge ouvre le sas",
            en="camera watches the pots, agv carries alumina, badge opens the airlock",
        ),
        "steel-yard": t(
            fr="camera est sur le portique, agv porte les bobines, badge ouvre le portail",
            en="camera is on the gantry crane, agv carries coils, badge opens the gate",
        ),
    }[area]
    return t(fr=f"{_area_name(area)} : {devices}", en=f"{_area_name(area)}: {devices}")


def _constraint(constraint: str) -> str:
    return {
        "height": t(
            fr="aucun travail en hauteur tant que les engins roulent",
            en="no work at height while vehicles move",
        ),
        "process": t(
            fr="aucune coupure de session tant qu’une opération est en cours",
            en="no session is cut while an operation is under way",
        ),
        "traffic": t(
            fr="aucun piéton sur la voie des chariots pendant le poste",
            en="nobody on foot in the vehicles’ lane during the shift",
        ),
    }[constraint]
