"""Measure how far a robot rolls after it has lost its driver, for each way of losing it."""

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psutil

from campus5g.kit.errors import KitError
from campus5g.kit.robots.driving import Driving
from campus5g.kit.robots.robot import Robot
from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.kit_setup.acceptance.plots import Curve, draw_stops
from campus5g.language import t

REACTION_S = 0.3
"""The gateway's fence allows this much before the brakes bite (docs/explanation/gateway.md)."""
REPORT_S = 0.05
"""States come 20 times a second: the last one known is at most this old."""

_DRIVE_S = 1.2
_WATCH_S = 1.5
_HANG_S = 1.0
_MOVING_MPS = 0.05
_TRIES = 5
_RENEW_S = 0.05
_RENEWALS = 20
_IN_FORCE_S = 0.15
"""Gateway and stopper leave the robot a velocity that long, counted from when they took it."""
_ORDER_S = 0.7
"""A VDA 5050 vehicle is given orders that end at most so far ahead."""
_STOPPER = "campus5g.gateway.robots.stopper"


@dataclass(frozen=True)
class _Loss:
    """A way of losing the driver, and how soon the brakes must take hold then."""

    id: str
    title: str
    happens: Callable[[Driving], None]
    reaction_s: float = REACTION_S
    hang: Callable[[], Sequence[psutil.Process]] = tuple
    """Returns the processes that hang while it happens."""


@dataclass(frozen=True)
class _Rolled:
    """What the robot did after a loss; `seconds` is by its own clock."""

    speed_mps: float
    metres: float
    seconds: float | None
    after: list[tuple[float, float]]


def stops_title(robot: str = "") -> str:
    """Return the check's title."""
    if not robot:
        return t(fr="arrêt du robot quand on le perd", en="the robot stops when its driver is lost")
    return t(
        fr=f"arrêt du robot {robot} quand on le perd",
        en=f"robot {robot} stops when its driver is lost",
    )


def robot_stops(robot: Robot, gateway: psutil.Process | None) -> Check:
    """Lose a robot in each way while it drives, and see how far it rolls.

    A way is good enough when the robot stands within what its fence counts with:
    v · 0.3 s + v² / 2a, and one state's age more. Where gateway and stopper both hang, the robot's
    own command timeout takes the place of the 0.3 s. A try in which the robot did not move, or the
    gateway may have stopped it before its driver was lost, is repeated.

    Args:
        robot: the robot.
        gateway: the process of its gateway where that runs here, to make it hang; None elsewhere.

    Raises:
        KitError: the robot does not answer.
    """
    rolled: dict[_Loss, _Rolled] = {}
    untried: list[_Loss] = []
    forth = 1
    for loss in _ways(robot, gateway):
        for _ in range(_TRIES):
            # Ways and tries alternate between forth and back: the robot stays where it was, and
            # what stands before it is no hindrance on its way back.
            found = _lose(robot, loss, forth)
            forth = -forth
            if found is not None:
                rolled[loss] = found
                if found.speed_mps >= _MOVING_MPS:
                    break
        if loss not in rolled:
            untried.append(loss)
    brakes_mps2 = robot.limits["deceleration_mps2"]
    most = {
        loss: each.speed_mps * (loss.reaction_s + REPORT_S) + each.speed_mps**2 / (2 * brakes_mps2)
        for loss, each in rolled.items()
    }
    slow = [loss for loss, each in rolled.items() if each.speed_mps < _MOVING_MPS]
    far = [loss for loss, each in rolled.items() if each.metres > most[loss] and loss not in slow]
    good = not (slow or far or untried)
    found_out = [_measured(loss.title, each) for loss, each in rolled.items()]
    found_out += [_not_tried(loss.title) for loss in untried]
    if gateway is None:
        found_out.append(
            t(
                fr="passerelle figée : pas essayé, elle tourne ailleurs",
                en="a hanging gateway: not tested, it runs elsewhere",
            )
        )
    elif not robot.own_stop.exists:
        found_out.append(
            t(
                fr="passerelle et arrêteur figés : pas essayé, l’inventaire n’indique pas "
                "command_timeout_ms",
                en="gateway and stopper both hanging: not tested, the inventory does not state "
                "command_timeout_ms",
            )
        )
    brakes = decimal(brakes_mps2)
    return Check(
        id=f"robot-stops-{robot.name}",
        title=stops_title(robot.name),
        verdict=judged(good),
        measured=t(fr=" ; ", en="; ").join(found_out),
        mark=t(
            fr=f"au plus v · {decimal(REACTION_S + REPORT_S, 2)} s + v² / (2 · {brakes} m/s²), "
            "la distance sur laquelle compte sa zone ; sans passerelle ni arrêteur, avec le délai "
            "propre au robot",
            en=f"at most v · {decimal(REACTION_S + REPORT_S, 2)} s + v² / (2 · {brakes} m/s²), "
            "what its fence counts with; without gateway and stopper, with the robot's own timeout",
        ),
        step="" if good else _step(bool(far), bool(slow)),
        figures={
            loss.id: {
                "speed_mps": each.speed_mps,
                "rolled_m": each.metres,
                "most_m": most[loss],
                "stopped_s": each.seconds,
            }
            for loss, each in rolled.items()
        },
        plot=draw_stops(
            [
                Curve(loss.title, each.after)
                for loss, each in rolled.items()
                if each.seconds is not None
            ],
            t(fr="temps après la perte (s)", en="time since the loss (s)"),
            t(fr="vitesse (m/s)", en="speed (m/s)"),
        ),
        evidence=tuple(_kept_as(robot, loss) for loss in rolled),
    )


def _ways(robot: Robot, gateway: psutil.Process | None) -> list[_Loss]:
    """Return the ways to lose the driver; the one that disarms a real robot comes last."""

    def silent(drive: Driving) -> None:
        """Send nothing more: the velocity's lease runs out."""

    ways = [
        _Loss("asked", t(fr="arrêt demandé", en="a requested stop"), Driving.stop),
        _Loss("silent", t(fr="programme muet", en="a silent program"), silent),
        _Loss("dropped", t(fr="connexion coupée", en="a broken connection"), Driving.drop),
    ]
    if gateway is not None:

        def wait(drive: Driving) -> None:
            _read(drive, _HANG_S)

        title = t(fr="passerelle figée", en="a hanging gateway")
        ways.append(_Loss("hanging", title, wait, hang=lambda: [gateway]))
    if gateway is not None and robot.own_stop.exists:
        alone_s = _ORDER_S if robot.own_stop.by_order else (robot.own_stop.after_ms or 0) / 1000

        def wait_alone(drive: Driving) -> None:
            _read(drive, alone_s + _HANG_S)

        title = t(fr="passerelle et arrêteur figés", en="gateway and stopper both hanging")
        both = _Loss("alone", title, wait_alone, alone_s, lambda: [*_stoppers(gateway), gateway])
        ways.append(both)

    def someone(drive: Driving) -> None:
        robot.stop()

    ways.append(_Loss("someone", t(fr="arrêt par un tiers", en="a stop by someone else"), someone))
    return ways


def _lose(robot: Robot, loss: _Loss, forth: int) -> _Rolled | None:
    """Drive forth (1) or back (-1), lose the robot, and read what it did from the record.

    Returns:
        None if the gateway may have stopped the robot before.
    """
    drive = robot.velocity()
    at: RobotState | None = None
    lost = False
    with contextlib.suppress(KitError), drive:
        # Looking for processes takes time, which there is not once the robot rolls.
        hanging = loss.hang()
        speed_mps = forth * robot.limits["speed_mps"]
        drive.hold(speed_mps, 0.0, _DRIVE_S)
        at = drive.state
        if (taken := _taken(drive, speed_mps)) is not None:
            at, sent_s = taken
            with _suspended(hanging):
                in_time = time.monotonic() - sent_s < _IN_FORCE_S
                lost = not hanging
                loss.happens(drive)
                if hanging:
                    # What comes from a suspended gateway was sent before.
                    at, lost = drive.state, in_time and drive.stopped is None
        _read(drive, _WATCH_S)
    if at is None:
        raise KitError(
            t(fr="Le robot ne peut pas être piloté.", en="The robot can't be driven."),
            t(fr="Voyez campus5g kit doctor.", en="See campus5g kit doctor."),
        )
    _wait_until_it_stands(robot)
    if not lost:
        return None
    drive.path.keep(_kept_as(robot, loss))
    return _after(robot.path().states, at)


def _taken(drive: Driving, speed_mps: float) -> tuple[RobotState, float] | None:
    """Renew a velocity until a state shows that the gateway has taken it.

    Returns:
        The state, and when the velocity was sent that it shows; None if the gateway has stopped
        the robot.
    """
    sent_s: dict[float, float] = {}
    for renewal in range(_RENEWALS):
        if drive.stopped is not None:
            return None
        # Each differs a little from the others, so that the state says which one it is.
        renewed_mps = speed_mps * (1 - 0.001 * renewal)
        sent_s[renewed_mps] = time.monotonic()
        drive.send(renewed_mps)
        for state in drive.states(_RENEW_S):
            if state.wanted_speed_mps in sent_s:
                return state, sent_s[state.wanted_speed_mps]
    return None


def _read(drive: Driving, seconds: float) -> None:
    """Take what the gateway says for some time."""
    for _ in drive.states(seconds):
        pass


@contextlib.contextmanager
def _suspended(processes: Sequence[psutil.Process]) -> Iterator[None]:
    """Suspend processes during the block: they do nothing, as if they had been killed."""
    try:
        for process in processes:
            process.suspend()
        yield
    finally:
        for process in processes:
            process.resume()


def _stoppers(gateway: psutil.Process) -> list[psutil.Process]:
    """Return the stopper processes of a gateway."""
    return [child for child in gateway.children() if _STOPPER in child.cmdline()]


def _kept_as(robot: Robot, loss: _Loss) -> str:
    return f"stop-{robot.name}-{loss.id}"


def _wait_until_it_stands(robot: Robot) -> None:
    pause = threading.Event()
    for _ in range(round(_WATCH_S / REPORT_S)):
        if not robot.state().moving:
            return
        pause.wait(REPORT_S)


def _after(states: Sequence[RobotState], at: RobotState) -> _Rolled:
    """Return what the robot did after a moment; where it stands at last counts."""
    after = [state for state in states if state.time_s >= at.time_s]
    last = after[-1] if after else at
    standing = next((i for i, each in enumerate(after) if i and not each.moving), None)
    # A gateway that hangs reads only the last of the states that came meanwhile.
    seen = standing is not None and after[standing].time_s - after[standing - 1].time_s < 0.2
    return _Rolled(
        speed_mps=abs(at.speed_mps),
        metres=math.dist((at.x_m, at.y_m), (last.x_m, last.y_m)),
        seconds=after[standing].time_s - at.time_s if seen and standing else None,
        after=[(each.time_s - at.time_s, abs(each.speed_mps)) for each in after],
    )


def _measured(title: str, rolled: _Rolled) -> str:
    metres = decimal(rolled.metres, 2)
    if rolled.seconds is None:
        return t(fr=f"{title} : {metres} m", en=f"{title}: {metres} m")
    seconds = decimal(rolled.seconds, 2)
    return t(fr=f"{title} : {metres} m, {seconds} s", en=f"{title}: {metres} m, {seconds} s")


def _not_tried(title: str) -> str:
    return t(
        fr=f"{title} : pas essayé, {_TRIES} fois de suite la passerelle a pu arrêter le robot "
        "d’abord",
        en=f"{title}: not tested, {_TRIES} times running the gateway may have stopped the robot "
        "first",
    )


def _step(far: bool, slow: bool) -> str:
    if far:
        return t(
            fr="Ne prêtez pas le robot. Baissez speed_mps ou deceleration_mps2 dans l’inventaire "
            "jusqu’à ce que ses freins tiennent parole.",
            en="Do not lend the robot. Lower speed_mps or deceleration_mps2 in the inventory until "
            "its brakes keep their word.",
        )
    if slow:
        return t(
            fr="Le robot n’a pas roulé : dégagez son entourage et sa zone, puis refaites la "
            "recette.",
            en="The robot did not move: clear its area and its surroundings, then accept again.",
        )
    return t(
        fr="Cette machine est trop occupée : arrêtez ce qui la charge, puis refaites la recette.",
        en="This machine is too busy: stop what loads it, then accept again.",
    )
