"""The case that this lab gives a learner: their desk, their machine, and what its logs show."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from fleet import SPEEDS_MPS, Row

from campus5g.draw import Draw

# Of the distance travelled during it, in metres: with a look-ahead of 0.3 m the loop holds up to
# 0.156 m, the network's own delay included.
NEAR_M, FAR_M = (0.08, 0.09, 0.1), (0.24, 0.25, 0.26)
RATES_HZ, LEASE_PERIODS = (10, 16, 20, 25, 32, 40, 50), (2, 3, 4)
LOSSES = ("hangs", "dies", "gateway", "radio")
FLEET = ("north", "east", "south", "west")
TROUBLES = ("late", "lost", "hung", "radio")
# Nothing is wrong with these, though one of their curves may look so.
SOUND = ("bend", "fresh-enough", "slowed")
LOG_S, LOG_STEP_S = 6.0, 0.1


@dataclass(frozen=True)
class Machine:
    """A machine of the learner's site that is to be driven from afar.

    Args:
        reaction_s: until its brakes take hold.
        brakes_mps2: how hard they brake.
        free_m: the distance that is always free in front of it.
        rate_hz: commands a second.
        lease_periods: how many periods a command lasts.
    """

    reaction_s: float
    brakes_mps2: float
    free_m: float
    rate_hz: int
    lease_periods: int

    @property
    def lease_s(self) -> float:
        """How long a command lasts."""
        return self.lease_periods / self.rate_hz

    def stopping_m(self, speed_mps: float) -> float:
        """Return its stopping distance."""
        return speed_mps * self.reaction_s + speed_mps**2 / (2 * self.brakes_mps2)


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        speed_mps: at which the kit's robot follows its line.
        side: to which the line turns.
        near_delay_s, far_delay_s: that the control desk adds.
        loss: share of the commands that get lost.
        limit_m: the error that the site accepts.
        plate_mps: the most forward, and the most backward, by the site's plate.
        radius_m: of a circle to drive, positive to the left.
        post_m: from the line to the nearest post.
        half_width_m: of the robot.
        paper_delay_s: at which a look-ahead is chosen on paper.
        desk_ahead_m, desk_network_s: of a desk whose longest delay is asked for.
        ahead_factor, least_ahead_m: the site's rule for the look-ahead.
        machine: the learner's.
        record: commands received (``.``) and lost (``x``) by it.
        lost_in_turn: ways of losing a robot, of `LOSSES`, in the order asked.
        logs: of four AGVs.
    """

    draw: Draw
    speed_mps: float
    side: Literal["left", "right"]
    near_delay_s: float
    far_delay_s: float
    loss: float
    limit_m: float
    plate_mps: tuple[float, float]
    radius_m: float
    post_m: float
    half_width_m: float
    paper_delay_s: float
    desk_ahead_m: float
    desk_network_s: float
    ahead_factor: float
    least_ahead_m: float
    machine: Machine
    record: str
    lost_in_turn: Sequence[str]
    logs: Mapping[str, Sequence[Row]]

    @property
    def circle_side(self) -> Literal["left", "right"]:
        """To which side the circle is driven."""
        return "left" if self.radius_m > 0 else "right"


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    line, plate, desk = draw.random("line"), draw.random("plate"), draw.random("desk")
    speed_mps = line.choice([0.34, 0.36, 0.38, 0.4])
    limit_m = line.randrange(80, 126, 5) / 1000
    machine = _machine(draw.random("machine"))
    return Case(
        draw=draw,
        speed_mps=speed_mps,
        side=line.choice(["left", "right"]),
        near_delay_s=round(line.choice(NEAR_M) / speed_mps, 2),
        far_delay_s=round(line.choice(FAR_M) / speed_mps, 2),
        loss=line.choice([0.27, 0.3, 0.33]),
        limit_m=limit_m,
        plate_mps=(
            plate.choice([0.3, 0.35, 0.45, 0.5, 0.55]),
            plate.choice([0.1, 0.15, 0.2, 0.25]),
        ),
        radius_m=plate.choice([0.6, 0.7, 0.9, 1.1, 1.3]) * plate.choice([1, -1]),
        post_m=plate.choice([0.42, 0.45, 0.48, 0.52, 0.55]),
        half_width_m=plate.choice([0.17, 0.19, 0.21, 0.23]),
        paper_delay_s=desk.choice([0.15, 0.2, 0.25, 0.3, 0.35]),
        desk_ahead_m=desk.choice([0.45, 0.5, 0.55, 0.6, 0.65]),
        desk_network_s=desk.choice([0.015, 0.02, 0.025, 0.03, 0.035]),
        ahead_factor=desk.choice([2.5, 2.75, 3.0]),
        least_ahead_m=desk.choice([0.26, 0.3, 0.34]),
        machine=machine,
        record=_record(machine.lease_periods, draw.random("record")),
        lost_in_turn=draw.random("chain").sample(LOSSES, len(LOSSES)),
        logs=_logs(machine.lease_s, limit_m, draw.random("logs")),
    )


def _machine(chance: Random) -> Machine:
    """Return a machine for which one of the inner speeds is the fastest that stops in time."""
    reaction_s, brakes_mps2 = chance.choice([0.2, 0.3, 0.4, 0.5]), chance.choice([0.5, 0.8, 1.0])
    rate_hz, lease_periods = chance.choice(RATES_HZ), chance.choice(LEASE_PERIODS)
    unlimited = Machine(reaction_s, brakes_mps2, math.inf, rate_hz, lease_periods)
    fastest = chance.randrange(1, len(SPEEDS_MPS) - 1)
    stops_m, next_m = (unlimited.stopping_m(SPEEDS_MPS[fastest + more]) for more in (0, 1))
    free_m = round(stops_m + chance.uniform(0.3, 0.7) * (next_m - stops_m), 2)
    return Machine(reaction_s, brakes_mps2, free_m, rate_hz, lease_periods)


def _record(lease_periods: int, chance: Random) -> str:
    """Return commands with runs of losses below, at and above those that a lease lasts."""
    runs = [lease_periods, lease_periods + 1, lease_periods + 2, lease_periods - 1, 1]
    runs += [chance.choice([1, lease_periods - 1, lease_periods, lease_periods + 1])] * 2
    received = ["." * chance.randint(1, 6) for _ in range(len(runs) + 1)]
    chance.shuffle(runs)
    return received[0] + "".join(
        "x" * lost + after for lost, after in zip(runs, received[1:], strict=True)
    )


def _logs(lease_s: float, limit_m: float, chance: Random) -> dict[str, list[Row]]:
    """Return four AGVs' logs: one in trouble, three that only seem to be."""
    kinds = [chance.choice(TROUBLES), *SOUND]
    logs = [_log(kind, lease_s, 100 * limit_m, chance) for kind in kinds]
    return dict(zip(chance.sample(FLEET, len(FLEET)), chance.sample(logs, len(logs)), strict=True))


def _log(kind: str, lease_s: float, limit_cm: float, chance: Random) -> list[Row]:
    """Return the log of an AGV.

    Args:
        kind: its trouble, or what only looks like one.
        lease_s: how long its commands last.
        limit_cm: the error that the site accepts.
        chance: what is drawn.
    """
    full_mps, phase = chance.choice([0.6, 0.7, 0.8, 0.9]), chance.uniform(0, 6)
    sway_cm = limit_cm - 1.5 if kind == "bend" else chance.uniform(0.25, 0.4) * limit_cm
    growth = math.log((limit_cm + chance.uniform(9, 16)) / sway_cm) / LOG_S
    silent_from_s = [chance.uniform(0.6, 1.0) + 1.25 * each for each in range(chance.randint(2, 4))]
    begins_s, lasts_s, astray_cm = silent_from_s[0] + 1, chance.uniform(1.4, 2.2), 0.0
    rows: list[Row] = []
    speed_mps, travelled_m, stopping = full_mps, 0.0, False
    for step in range(round(LOG_S / LOG_STEP_S)):
        time_s = step * LOG_STEP_S
        age_s, wanted_mps = chance.uniform(0.1, 0.5) * lease_s, full_mps
        if kind == "lost" and any(0 <= time_s - at < LOG_STEP_S for at in silent_from_s):
            age_s = chance.uniform(1.1, 1.6) * lease_s
        if kind == "hung" and time_s >= begins_s:
            age_s = time_s - begins_s + 0.5 * lease_s
        if kind == "radio" and time_s >= begins_s:
            wanted_mps, astray_cm = 0.0, 4 * limit_cm
        if kind == "slowed" and begins_s <= time_s < begins_s + 1.2:
            wanted_mps = 0.3 * full_mps
        if kind == "fresh-enough" and step % 17 == 9:
            age_s = 0.93 * lease_s
        # The gateway stops the robot, and takes velocities again once it stands.
        stopping = age_s > lease_s or (stopping and speed_mps > 0)
        speed_mps = _towards(0.0 if stopping else wanted_mps, speed_mps)
        travelled_m += speed_mps * LOG_STEP_S
        error_cm = sway_cm * math.sin(2.6 * travelled_m / full_mps + phase) + astray_cm
        if kind == "late":
            error_cm *= math.exp(growth * time_s)
        if kind != "radio" or not begins_s <= time_s < begins_s + lasts_s:
            rows.append(
                Row(round(time_s, 1), round(error_cm, 1), round(speed_mps, 2), round(age_s, 3))
            )
    return rows


def _towards(wanted_mps: float, speed_mps: float) -> float:
    """Return the next speed of an AGV that brakes and speeds up at 2.5 m/s²."""
    most_mps = 2.5 * LOG_STEP_S
    return max(speed_mps - most_mps, min(speed_mps + most_mps, wanted_mps))
