"""Whether a robot's own limiter is in the path, and what it does when the limiter has stopped."""

import contextlib
import math
from collections.abc import Callable, Iterator

from campus5g.kit.kit import Kit
from campus5g.kit.robots.robot import Robot
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.language import t

LIMITER = "/velocity_smoother"
STOPPED = "robot-limiter-stopped"
"""The virtual kit's scenario."""

_DRIVE_S = 1.0
_STILL_M = 0.02

Pause = Callable[[str, bool], None]
"""Has a person stop (True) or start (False) a robot's limiter, and returns when it is done."""


def limiter_title(robot: str) -> str:
    """Return the check's title."""
    return t(
        fr=f"limites à bord du robot {robot}",
        en=f"the limits aboard robot {robot}",
    )


def robot_limited(kit: Kit, robot: Robot, pause: Pause | None) -> Check:
    """Try to move a robot past its limiter, then drive it while its limiter is stopped.

    Args:
        kit: the kit; a virtual one stops the limiter by a scenario.
        robot: the robot, which stands.
        pause: has a person stop and start the limiter of a real robot; None where nobody is there.

    Raises:
        KitError: the robot does not answer.
    """
    found = robot.chain()
    past = found.moved or found.feeders != (LIMITER,)
    feeders = ", ".join(found.feeders) or t(fr="rien", en="nothing")
    measured = t(
        fr=f"la base écoute : {feeders} ; une vitesse hors limiteur "
        + ("la fait tourner" if found.moved else "ne l’atteint pas"),
        en=f"the base listens to: {feeders}; a velocity past the limiter "
        + ("turns it" if found.moved else "does not reach it"),
    )
    rolled_m = None if past else _without_limiter(kit, robot, pause)
    if rolled_m is not None:
        measured += t(
            fr=f" ; limiteur arrêté : {_metres(rolled_m)}",
            en=f"; limiter stopped: {_metres(rolled_m)}",
        )
    elif not past:
        measured += t(
            fr=" ; limiteur arrêté : pas essayé, personne auprès du robot",
            en="; limiter stopped: not tested, nobody is with the robot",
        )
    good = not past and (rolled_m is None or rolled_m <= _STILL_M)
    return Check(
        id=f"limiter-{robot.name}",
        title=limiter_title(robot.name),
        verdict=judged(good),
        measured=measured,
        mark=t(
            fr="la base n’écoute que le limiteur, et ne bouge pas sans lui",
            en="the base listens to the limiter alone, and does not move without it",
        ),
        step="" if good else _step(),
        figures={"feeders": list(found.feeders), "moved_past": found.moved, "rolled_m": rolled_m},
    )


def _without_limiter(kit: Kit, robot: Robot, pause: Pause | None) -> float | None:
    """Drive with the limiter stopped; return how far the robot got, None if it was not tried."""
    if kit.kind == "virtual":
        with kit.scenario(STOPPED):
            return _driven(robot)
    if pause is None:
        return None
    with _paused(robot.name, pause):
        return _driven(robot)


@contextlib.contextmanager
def _paused(robot: str, pause: Pause) -> Iterator[None]:
    pause(robot, True)
    try:
        yield
    finally:
        pause(robot, False)


def _driven(robot: Robot) -> float:
    start = robot.state()
    with robot.velocity() as drive:
        drive.hold(robot.limits["speed_mps"], 0.0, _DRIVE_S)
    end = robot.state()
    return math.dist((start.x_m, start.y_m), (end.x_m, end.y_m))


def _metres(metres: float) -> str:
    return (
        t(fr="il reste sur place", en="it stands")
        if metres <= _STILL_M
        else f"{decimal(metres, 2)} m"
    )


def _step() -> str:
    return t(
        fr="Ne prêtez pas le robot. Provisionnez-le (campus5g kit provision, rôle robot) ; rien "
        "d’autre que velocity_smoother ne doit publier sur /cmd_vel.",
        en="Do not lend the robot. Provision it (campus5g kit provision, role robot); nothing but "
        "velocity_smoother may publish on /cmd_vel.",
    )
