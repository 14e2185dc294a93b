"""The case of a learner in this lab: an area with its complaints, its needs and its constraint."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from instruments import PORTS, Sheet

from campus5g import t
from campus5g.courseware.lab.case_card import CaseCard
from campus5g.draw import Draw
from campus5g.kit.showing.numbers import decimal

AREAS = ("cold-store", "quay", "smelter-hall", "steel-yard")

_PER_MINUTE = {"camera": 600.0, "agv": 300.0, "badge": 120.0}
_PAYLOAD_BYTES = {"camera": 1200, "agv": 64, "badge": 40}


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        area: which of the site's four.
        constraint: what must not be done there this week: height, traffic or process.
        interval_ms: between two packets of a measurement.
        size_bytes: of such a packet.
        percentile: the percentile by which the site judges.
        lost_percent: the share of packets that may get lost, in percent.
        needs_ms: the round trip that each device needs at that percentile, at noon.
        rate_kbps: what each device has to have guaranteed.
        hour_eur: what an hour of the site's people costs.
        service_lost_percent: from which losses on the service is at fault, in percent.
        program_drop_percent: how much less a program sends when it is at fault, in percent.
    """

    draw: Draw
    area: str
    constraint: str
    interval_ms: float
    size_bytes: int
    percentile: int
    lost_percent: float
    needs_ms: Mapping[str, int]
    rate_kbps: Mapping[str, int]
    hour_eur: int
    service_lost_percent: int
    program_drop_percent: int

    @property
    def scenario(self) -> str:
        """The scenario of the area."""
        return f"week-{self.area}"

    @property
    def card(self) -> CaseCard:
        """The case in the reader's language."""
        return CaseCard(
            self.draw.code,
            {
                t(fr="Votre zone", en="Your area"): area_in_words(self.area),
                t(fr="Contrainte de sécurité", en="Safety constraint"): constraint_in_words(
                    self.constraint
                ),
                t(fr="Votre cadence", en="Your packet rate"): t(
                    fr=f"{self.size_bytes} octets toutes les {decimal(self.interval_ms)} ms",
                    en=f"{self.size_bytes} bytes every {decimal(self.interval_ms)} ms",
                ),
                t(fr="Une heure de travail", en="An hour of work"): t(
                    fr=f"{self.hour_eur} €", en=f"€{self.hour_eur}"
                ),
                t(fr="Ce qui compte comme un défaut", en="What counts as a fault"): t(
                    fr=f"service : plus de {self.service_lost_percent} % de perdus ; programme : "
                    f"plus de {self.program_drop_percent} % de moins qu’à la réception",
                    en=f"service: more than {self.service_lost_percent} % lost; program: more "
                    f"than {self.program_drop_percent} % below acceptance",
                ),
                **{
                    t(fr=f"Besoin de {name}", en=f"Need of {name}"): self.need_in_words(name)
                    for name in PORTS
                },
            },
        )

    def need_in_words(self, name: str) -> str:
        """Return a device's need in the reader's language."""
        lost, rate = decimal(self.lost_percent), decimal(self.rate_kbps[name] / 1000)
        return t(
            fr=f"p{self.percentile} de {self.needs_ms[name]} ms au plus, {lost} % de pertes au "
            f"plus, {rate} Mbit/s garantis",
            en=f"p{self.percentile} of {self.needs_ms[name]} ms at most, {lost} % lost at most, "
            f"{rate} Mbit/s guaranteed",
        )


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    chance = draw.random("case")
    return Case(
        draw=draw,
        area=draw.random("area").choice(AREAS),
        constraint=draw.random("constraint").choice(["height", "process", "traffic"]),
        interval_ms=chance.choice([11.3, 11.7, 12.3, 12.7]),
        size_bytes=chance.choice(range(900, 1210, 20)),
        percentile=chance.choice(range(91, 98)),
        lost_percent=chance.choice([1.5, 2.0, 2.5, 3.0]),
        needs_ms=_needs(chance),
        rate_kbps={
            "camera": chance.choice(range(1500, 2100, 100)),
            "agv": chance.choice(range(900, 1300, 100)),
            "badge": chance.choice(range(600, 1000, 100)),
        },
        hour_eur=draw.random("hour").choice(range(36, 90)),
        service_lost_percent=draw.random("service fault").choice(range(4, 10)),
        program_drop_percent=draw.random("program fault").choice([40, 45, 50, 55, 60]),
    )


def _needs(chance: Random) -> dict[str, int]:
    return {
        "camera": chance.choice(range(84, 97)),
        "agv": chance.choice(range(48, 61)),
        "badge": chance.choice(range(84, 97)),
    }


def accepted(device: str) -> Sheet:
    """Return the figures of a device when the site was accepted."""
    return Sheet(
        rsrp_dbm=-82.0,
        sinr_db=27.0,
        p95_ms=45.0,
        lost_percent=0.0,
        qfi=2,
        ngap_cause=0,
        per_minute=_PER_MINUTE[device],
        payload_bytes=_PAYLOAD_BYTES[device],
    )


def area_name(area: str) -> str:
    """Return an area's name in the reader's language."""
    return {
        "cold-store": t(fr="entrepôt frigorifique", en="cold store"),
        "quay": t(fr="quai", en="quay"),
        "smelter-hall": t(fr="halle d’électrolyse", en="smelter hall"),
        "steel-yard": t(fr="parc à brames", en="steel yard"),
    }[area]


def area_in_words(area: str) -> str:
    """Return an area's name, and what the three devices are there, in the reader's language."""
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
    return t(fr=f"{area_name(area)} : {devices}", en=f"{area_name(area)}: {devices}")


def constraint_in_words(constraint: str) -> str:
    """Return a safety constraint in the reader's language."""
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
