"""The trials of this lab on the kit's robot: following a line from far away, and losing it."""

import contextlib
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from track import Point, Track

from campus5g import t
from campus5g.kit import Kit, Robot
from campus5g.kit.robots.driving import Driving
from campus5g.kit.robots.robot_state import RobotState

NEAR_M, ALIGNED_RAD = 0.08, 0.1
LINING_UP_S, LINING_UP_MPS, LINING_UP_GAIN = 15.0, 0.4, 2.0
CIRCLE_MPS, CIRCLE_RADPS = 0.3, 0.6
ROUND_S, SILENT_S, WITHIN_S = 1.2, 2.0, 10.0
# An error from which the robot no longer follows: labs' limits are a few centimetres to a few tens.
LOST_M = 0.5

Steer = Callable[[RobotState, Point, float], float]


def follow(
    robot: Robot,
    track: Track,
    steer: Steer,
    ahead_m: float,
    name: str,
    *,
    speed_mps: float,
    delay_s: float = 0.0,
    loss: float = 0.0,
    seconds: float = 7.0,
) -> list[RobotState]:
    """Let the robot follow a line, controlled from far away; keep the drive as evidence.

    The robot first turns to the line by itself. Each command then waits, as if the control room
    were so far away, and some get lost. Nothing is driven while the controller gives no number.
    Where too many get lost in a row, the gateway stops the robot; the control room opens the
    session again before its next command.

    Args:
        robot: the kit's.
        track: the line.
        steer: the controller.
        ahead_m: how far ahead of the robot its goal lies.
        name: of the evidence.
        speed_mps: forward.
        delay_s: added to the network's own.
        loss: share of the commands that get lost, always the same ones.
        seconds: how long.

    Returns:
        The states since it began to follow.
    """
    if not _gives_a_number(steer, track, ahead_m, speed_mps):
        print(
            t(
                fr="Le régulateur ne renvoie pas encore de nombre : le robot ne part pas.",
                en="The controller does not return a number yet: the robot does not set off.",
            )
        )
        return []
    chance = Random(1)  # noqa: S311
    under_way: deque[tuple[float, float]] = deque()
    seen: list[RobotState] = []
    with robot.velocity(line=track.points) as drive:
        for state in _lined_up(drive, track, seconds):
            seen.append(state)
            if state.time_s - seen[0].time_s >= seconds:
                break
            turn = steer(state, track.goal(state.x_m, state.y_m, ahead_m), speed_mps)
            if chance.random() >= loss:
                under_way.append((state.time_s + delay_s, turn))
            while under_way and under_way[0][0] <= state.time_s:
                _send(drive, speed_mps, under_way.popleft()[1])
    drive.path.keep(name)
    tell_if_lost(seen, track)
    return seen


def tell_if_lost(states: Sequence[RobotState], track: Track) -> None:
    """Say where the robot left its line, so that a wrong controller does not pass in silence."""
    lost = (each for each in states if track.distance(each.x_m, each.y_m) > LOST_M)
    first = next(lost, None)
    if first is None:
        return
    after_s = f"{first.time_s - states[0].time_s:.1f}"
    comma_s = after_s.replace(".", ",")
    print(
        t(
            fr=f"Le robot a perdu sa ligne après {comma_s}\N{NO-BREAK SPACE}s : plus d’un "
            "demi-mètre d’écart. Regardez la carte : de quel côté part-il ?",
            en=f"The robot lost its line after {after_s} s: it is more than half a metre off. "
            "Look at the map: to which side does it go?",
        )
    )


@dataclass(frozen=True)
class Loss:
    """How the robot was lost, and what it did then."""

    states: Sequence[RobotState]
    cut_s: float
    """When it was lost, by the robot's clock."""

    @property
    def way_m(self) -> float:
        """How far from there it came to stand, in a straight line."""
        after = [state for state in self.states if state.time_s >= self.cut_s]
        first, last = after[0], after[-1]
        return math.dist((first.x_m, first.y_m), (last.x_m, last.y_m))


def stop_asked(robot: Robot, name: str) -> Loss:
    """Drive in a circle, then ask for a stop."""
    with robot.velocity() as drive:
        _round(drive)
        drive.stop()
    drive.path.keep(name)
    return Loss(drive.path.states, _last_driven_s(drive.path.states))


def last_command(robot: Robot, name: str) -> Loss:
    """Drive in a circle, then send nothing more, as a program that hangs."""
    with robot.velocity() as drive:
        cut_s = _round(drive)
        for state in drive.states(WITHIN_S):
            if not state.moving:
                break
    drive.path.keep(name)
    return Loss(drive.path.states, cut_s)


def dead_client(robot: Robot, name: str) -> Loss:
    """Drive in a circle, then break the connection off, as a program that dies."""
    with robot.velocity() as drive:
        _round(drive)
        drive.drop()
    drive.path.keep(name)
    return Loss(drive.path.states, _last_driven_s(drive.path.states))


def radio_lost(kit: Kit, robot: Robot, name: str, *, watchdog: bool) -> Loss:
    """Drive in a circle, switch the robot's modem off for two seconds while commands go on.

    Args:
        kit: the one whose device is switched off.
        robot: its robot, whose device that is.
        name: of the evidence; what the modem said is kept beside it.
        watchdog: whether the robot's firmware stops it in silence. A virtual kit plays the
            scenario with or without; a real robot's firmware is as it is.
    """
    modem = kit.ue(robot.ue or "agv")
    scenario = "robot-watchdog" if watchdog else "robot-without-watchdog"
    with kit.scenario(scenario) if kit.kind == "virtual" else contextlib.nullcontext():
        with (
            ThreadPoolExecutor(1) as meanwhile,
            kit.capture("n2", max_seconds=60) as seen,
            robot.velocity() as drive,
        ):
            _round(drive)
            switching = meanwhile.submit(modem.power_off)
            for state in drive.states(SILENT_S):
                if state.wanted_speed_mps:
                    drive.send(CIRCLE_MPS, CIRCLE_RADPS)
            switching.result()
            modem.power_on()
            for state in drive.states(WITHIN_S):
                if not (state.moving or state.wanted_speed_mps):
                    break
        drive.path.keep(name)
        seen.keep(f"{name}-modem")
    return Loss(drive.path.states, _last_driven_s(drive.path.states))


def _round(drive: Driving) -> float:
    """Drive in a circle of half a metre; return when the last command was given."""
    began_s = drive.state.time_s if drive.state.wanted_speed_mps else math.inf
    _send(drive, CIRCLE_MPS, CIRCLE_RADPS)
    for state in drive.states(WITHIN_S):
        began_s = min(began_s, state.time_s) if state.wanted_speed_mps else began_s
        _send(drive, CIRCLE_MPS, CIRCLE_RADPS)
        if state.time_s - began_s >= ROUND_S:
            break
    return float(drive.state.time_s)


def _last_driven_s(states: Sequence[RobotState]) -> float:
    """Return when a velocity was last in force, as the gateway reports it."""
    return max((state.time_s for state in states if state.wanted_speed_mps), default=0.0)


def _lined_up(drive: Driving, track: Track, seconds: float) -> Iterator[RobotState]:
    """Drive to the line and turn along it; yield the states from there on.

    Only the robot's own reports and clock decide, so that a replay takes the same turns.
    """
    states = drive.states(LINING_UP_S + seconds + 1.0)
    began_s, there = drive.state.time_s, False
    for state in states:
        if state.time_s - began_s > LINING_UP_S:
            break
        there = there or track.distance(state.x_m, state.y_m) < NEAR_M
        along_m = track.nearest_m(state.x_m, state.y_m)
        if there:
            wanted_rad = track.heading_rad(along_m)
        else:
            x_m, y_m = track.at(along_m)
            wanted_rad = math.atan2(y_m - state.y_m, x_m - state.x_m)
        error_rad = math.remainder(wanted_rad - state.heading_rad, 2 * math.pi)
        if there and abs(error_rad) < ALIGNED_RAD and not state.speed_mps:
            break
        ahead = 0.0 if there else LINING_UP_MPS * max(0.0, math.cos(error_rad)) ** 4
        _send(drive, ahead, LINING_UP_GAIN * error_rad)
    yield from states


def _send(drive: Driving, speed_mps: float, turn_radps: float) -> None:
    """Send a velocity; after a stop, open the session again first."""
    if drive.stopped:
        drive.reopen()
    drive.send(speed_mps, turn_radps)


def _gives_a_number(steer: Steer, track: Track, ahead_m: object, speed_mps: float) -> bool:
    """Return whether a controller and its look-ahead can be tried."""
    if not isinstance(ahead_m, int | float) or not ahead_m > 0:
        return False
    x_m, y_m = track.at(0)
    turn = steer(RobotState(0.0, x_m, y_m, 0.0, 0.0, 0.0), track.at(ahead_m), speed_mps)
    return isinstance(turn, int | float) and math.isfinite(turn)
