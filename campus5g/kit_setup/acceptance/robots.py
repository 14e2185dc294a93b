"""The checks of the kit's robots, one after the other."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial

import psutil

from campus5g.inventory import Inventory
from campus5g.kit.errors import KitError
from campus5g.kit.kit import Kit
from campus5g.kit.robots.robot import Robot
from campus5g.kit_setup.acceptance.check import Check, tried
from campus5g.kit_setup.acceptance.limiting import Pause, robot_limited
from campus5g.kit_setup.acceptance.room import coverage, coverage_title
from campus5g.kit_setup.acceptance.stopping import robot_stops, stops_title
from campus5g.language import t


def robots_drive(
    kit: Kit,
    inventory: Inventory,
    answering: set[str],
    gateway: psutil.Process | None,
    arm: Callable[[str], str] | None,
    pause: Pause | None,
) -> Iterator[Check]:
    """Drive each robot through its area, then lose it in each way; yield the checks.

    Args:
        kit: the kit.
        inventory: its robots and marks.
        answering: the names of those that answer.
        gateway: the gateway's process where it runs here.
        arm: asks a person for the code that the gateway has printed at the bench for a robot.
        pause: has a person stop and start the limiter aboard a real robot.
    """
    if not inventory.robots:
        none = t(fr="le kit n’a pas de robot", en="the kit has no robot")
        yield Check("coverage", coverage_title(), "not tested", none)
        yield Check("robot-stops", stops_title(), "not tested", none)
    for name, part in inventory.robots.items():
        covered, stopped = f"coverage-{name}", f"robot-stops-{name}"
        if name not in answering:
            silent = t(fr="le robot ne répond pas", en="the robot does not answer")
            yield Check(covered, coverage_title(name), "failed", silent)
            yield Check(stopped, stops_title(name), "failed", silent)
            continue
        robot = kit.robot(name)
        if kit.kind == "real" and arm is not None:
            _arm(robot, arm)
        if part.ue is None:
            nowhere = t(
                fr=f"l’inventaire ne nomme pas le modem du robot (robots.{name}.ue)",
                en=f"the inventory does not name the robot's modem (robots.{name}.ue)",
            )
            yield Check(covered, coverage_title(name), "not tested", nowhere)
        else:
            drive = partial(coverage, kit, robot, part.ue, inventory.acceptance)
            yield from tried(covered, drive)
        if not robot.own_stop.by_order:
            yield from tried(f"limiter-{name}", partial(robot_limited, kit, robot, pause))
        yield from tried(stopped, partial(robot_stops, robot, gateway))


def _arm(robot: Robot, arm: Callable[[str], str]) -> None:
    """Have a person arm the robot; with a wrong code, each check says that it is not armed."""
    with contextlib.suppress(KitError), robot.velocity():
        # The refusal is what makes the gateway print its code.
        pass
    with contextlib.suppress(KitError):
        robot.arm(arm(robot.name))
