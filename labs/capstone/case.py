"""The case of a learner in this lab: an area with its complaints, its needs and its constraint."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from instruments import PORTS
from orders import AREAS, AS_ACCEPTED, Order

from campus5g.draw import Draw
from campus5g.inventory import chance

ROLES = {
    "cold-store": ("badge", "agv", "camera"),
    "quay": ("camera", "agv", "badge"),
    "smelter-hall": ("agv", "badge", "camera"),
    "steel-yard": ("badge", "camera", "agv"),
}
"""Whose radio, whose service and whose program is at fault in each area."""
FAULTS = {
    "radio": ("interfered", "shadowed"),
    "service": ("ceiling", "port", "refused"),
    "program": ("empty", "slow", "stopped"),
}
PROOFS = {
    "shadowed": "rsrp_dbm",
    "interfered": "sinr_db",
    "port": "qfi",
    "refused": "ngap_cause",
    "ceiling": "lost_percent",
    "slow": "per_minute",
    "empty": "payload_bytes",
    "stopped": "per_minute",
}
"""The figure that settles each cause."""


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
    def causes(self) -> dict[str, str]:
        """What is wrong with each device."""
        return {
            device: chance(self.draw.variation, f"choice of {kind}").choice(FAULTS[kind])
            for device, kind in zip(ROLES[self.area], FAULTS, strict=True)
        }

    @property
    def plan(self) -> list[str]:
        """The interventions that are needed besides the policy."""
        radio, _, program = ROLES[self.area]
        first = f"antenna-{radio}" if self.causes[radio] == "shadowed" else "stranger"
        return [first, f"program-{program}"]


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    drawn = draw.random("case")
    return Case(
        draw=draw,
        area=draw.random("area").choice(AREAS),
        constraint=draw.random("constraint").choice(["height", "process", "traffic"]),
        interval_ms=drawn.choice([11.3, 11.7, 12.3, 12.7]),
        size_bytes=drawn.choice(range(900, 1210, 20)),
        percentile=drawn.choice(range(91, 98)),
        lost_percent=drawn.choice([1.5, 2.0, 2.5, 3.0]),
        needs_ms=_needs(drawn),
        rate_kbps={
            "camera": drawn.choice(range(1500, 2100, 100)),
            "agv": drawn.choice(range(900, 1300, 100)),
            "badge": drawn.choice(range(600, 1000, 100)),
        },
        hour_eur=draw.random("hour").choice(range(36, 90)),
        service_lost_percent=draw.random("service fault").choice(range(4, 10)),
        program_drop_percent=draw.random("program fault").choice([40, 45, 50, 55, 60]),
    )


def _needs(drawn: Random) -> dict[str, int]:
    return {
        "camera": drawn.choice(range(84, 97)),
        "agv": drawn.choice(range(48, 61)),
        "badge": drawn.choice(range(84, 97)),
    }


def absent_pair(draw: Draw) -> Order:
    """Return an order for who has no second pair: of a site that may or may not be in order."""
    drawn = draw.random("absent pair")
    device = drawn.choice(sorted(PORTS))
    flow = {"name": "tested", "ue": device, "port": PORTS[device], "five_qi": 82, "gbr_kbps": 900}
    return Order(
        scenario=AS_ACCEPTED,
        variation=f"{drawn.getrandbits(64):016x}",
        done=(),
        policy={"flows": [flow] if drawn.random() < 0.5 else []},
        device=device,
        percentile=drawn.choice([90, 92, 94, 95]),
        need_ms=drawn.choice(range(56, 67)),
        lost_percent=2.0,
        packets=drawn.choice(range(120, 180, 10)),
    )
