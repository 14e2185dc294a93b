"""Check the coverage of the room, measured by a robot's own modem on a drive through it."""

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median

from campus5g.inventory import Acceptance
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.signal import SignalResult
from campus5g.kit.robots.driving import Driving
from campus5g.kit.robots.motion import Path
from campus5g.kit.robots.robot import Robot
from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.kit_setup.acceptance.plots import Place, draw_floor
from campus5g.kit_setup.acceptance.route import Point, lanes
from campus5g.language import t

_INTERVAL_MS = 250.0
_REACHED_M = 0.4
_NO_NEARER_S = 1.5
_FACING_RAD = 0.6
_TURN_GAIN = 1.8
_NEAR_IN_TIME_S = 0.5
_STEP_S = 0.25
_HELD_S = 0.1


def coverage_title(robot: str = "") -> str:
    """Return the check's title, of one robot or of the room."""
    if not robot:
        return t(fr="couverture de la salle", en="coverage of the room")
    return t(fr=f"couverture de la salle, robot {robot}", en=f"coverage of the room, robot {robot}")


def coverage(kit: Kit, robot: Robot, device: str, marks: Acceptance) -> Check:
    """Drive a robot through its area while its UE's modem reports the signal.

    Raises:
        KitError: the robot or the modem does not answer, or the robot was stopped.
    """
    wanted = marks.coverage
    with ThreadPoolExecutor(1) as pool:
        measuring = pool.submit(kit.modem(device).signal, wanted.drive_s, _INTERVAL_MS)
        way = _drive(robot, wanted.drive_s)
        signal = measuring.result()
    evidence = (f"coverage-{robot.name}", f"coverage-way-{robot.name}")
    signal.keep(evidence[0])
    way.keep(evidence[1])
    places = by_square(_placed(signal, way.states))
    covered = sum(place.rsrp_dbm >= wanted.rsrp_dbm for place in places)
    percent = 100 * covered / len(places) if places else 0.0
    good = bool(places) and percent >= wanted.percent
    level = decimal(wanted.rsrp_dbm, 0)
    share, least = decimal(percent, 0), decimal(wanted.percent, 0)
    metres, weakest = (
        decimal(way.length_m, 0),
        decimal(min((p.rsrp_dbm for p in places), default=0), 0),
    )
    return Check(
        id=f"coverage-{robot.name}",
        title=coverage_title(robot.name),
        verdict=judged(good),
        measured=t(
            fr=f"{share} % de {len(places)} m² sur {metres} m de trajet ; le plus faible "
            f"{weakest} dBm",
            en=f"{share} % of {len(places)} m² on a path of {metres} m; weakest {weakest} dBm",
        ),
        mark=t(
            fr=f"RSRP d’au moins {level} dBm sur {least} % des m² parcourus",
            en=f"RSRP of {level} dBm or more on {least} % of the m² covered",
        ),
        step=""
        if good
        else t(
            fr="Déplacez l’antenne vers la zone faible du plan, ou placez-la plus haut ; puis "
            "refaites la recette.",
            en="Move the antenna towards the weak area of the plan, or higher; then accept again.",
        ),
        figures={"places": [[p.x_m, p.y_m, p.rsrp_dbm] for p in places], "way_m": way.length_m},
        plot=draw_floor(
            places,
            robot.fence_m,
            wanted.rsrp_dbm,
            (t(fr="assez fort", en="strong enough"), t(fr="trop faible", en="too weak")),
        ),
        evidence=evidence,
    )


def by_square(places: Iterable[Place]) -> list[Place]:
    """Return one place for each square metre where the robot was, with the median of its readings.

    So a place where it waits counts no more than one that it passes.
    """
    squares: dict[tuple[int, int], list[float]] = {}
    for place in places:
        at = (math.floor(place.x_m), math.floor(place.y_m))
        squares.setdefault(at, []).append(place.rsrp_dbm)
    return [Place(x + 0.5, y + 0.5, median(levels)) for (x, y), levels in squares.items()]


def _drive(robot: Robot, seconds: float) -> Path:
    """Follow lanes through the area while there is time; a second pass has closer lanes.

    A place that can't be reached is left out.
    """
    speed_mps, turn_radps = robot.limits["speed_mps"], robot.limits["turn_radps"]
    with robot.velocity() as drive:
        began_s = drive.state.time_s
        for number in count(1):
            here = (drive.state.x_m, drive.state.y_m)
            # Turns and detours take about half of the time.
            way = lanes(robot.fence_m, here, number * seconds * speed_mps / 2)
            for place in way:
                left_s = seconds - (drive.state.time_s - began_s)
                if left_s <= _STEP_S:
                    return drive.path
                _go_to(drive, place, speed_mps, turn_radps, left_s)
            if not way:
                break
    return drive.path


def _go_to(
    drive: Driving, place: Point, speed_mps: float, turn_radps: float, limit_s: float
) -> None:
    """Turn towards a place and drive there until it is reached or comes no closer."""
    began_s = drive.state.time_s
    nearest_m, since_s = math.inf, began_s
    while (state := drive.state).time_s - began_s < limit_s:
        ahead_m = math.dist((state.x_m, state.y_m), place)
        if ahead_m < _REACHED_M:
            return
        bearing = math.atan2(place[1] - state.y_m, place[0] - state.x_m) - state.heading_rad
        bearing = math.atan2(math.sin(bearing), math.cos(bearing))
        facing = abs(bearing) < _FACING_RAD
        if not facing or ahead_m < nearest_m - 0.1:
            nearest_m, since_s = min(nearest_m, ahead_m), state.time_s
        if state.time_s - since_s > _NO_NEARER_S:
            return
        turn = max(-turn_radps, min(turn_radps, _TURN_GAIN * bearing))
        # Renewed between states: a vehicle's come more seldom than a velocity lasts.
        drive.hold(speed_mps if facing else 0.0, turn, _HELD_S)


def _placed(signal: SignalResult, states: list[RobotState]) -> list[Place]:
    """Return each reading with the robot's position at its time."""
    table = signal.table().dropna(subset=["rsrp_dbm"])
    places: list[Place] = []
    for asked, rsrp_dbm in zip(table["asked"], table["rsrp_dbm"], strict=True):
        at_s = asked.timestamp()
        late_s, state = min(
            ((abs(each.time_s - at_s), each) for each in states), key=lambda pair: pair[0]
        )
        if late_s <= _NEAR_IN_TIME_S:
            places.append(Place(state.x_m, state.y_m, float(rsrp_dbm)))
    return places
