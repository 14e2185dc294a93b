"""How far the clocks of gateway and robots are from this machine's."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from campus5g.inventory import Acceptance
from campus5g.kit.kit import Kit
from campus5g.kit.robots.robot import Robot
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.acceptance.check import Check, judged
from campus5g.language import t

_QUESTIONS = 5


def clocks(kit: Kit, robots: Sequence[Robot], marks: Acceptance) -> Check:
    """Compare clocks: the middle between question and answer is taken for the other's moment.

    Of several questions the fastest counts; it is right to within half of the time that it took. A
    robot's state is as old as its last report.

    Raises:
        KitError: the kit does not answer.
    """
    found = {"gateway": min(_gateway(kit), key=lambda each: each[1])}
    for robot in robots:
        found[f"robot {robot.name}"] = min(_robot(robot), key=lambda each: each[1])
    good = all(abs(offset_ms) <= marks.clock_offset_ms for offset_ms, _ in found.values())
    names = {"gateway": t(fr="passerelle", en="gateway")}
    return Check(
        id="clock-offset",
        title=t(fr="écart des horloges", en="offset of the clocks"),
        verdict=judged(good),
        measured=", ".join(
            f"{names.get(name, name)} {decimal(offset_ms, 0)} ± {decimal(1000 * took_s / 2, 0)} ms"
            for name, (offset_ms, took_s) in found.items()
        ),
        mark=t(
            fr=f"au plus {decimal(marks.clock_offset_ms, 0)} ms",
            en=f"at most {decimal(marks.clock_offset_ms, 0)} ms",
        ),
        step=""
        if good
        else t(
            fr="Voyez `chronyc tracking` sur la machine qui s’écarte, puis son serveur de temps.",
            en="See `chronyc tracking` on the machine that is off, then its time server.",
        ),
        figures={
            "offset_ms": {name: offset_ms for name, (offset_ms, _) in found.items()},
            "within_ms": {name: 1000 * took_s / 2 for name, (_, took_s) in found.items()},
        },
    )


def _gateway(kit: Kit) -> Iterator[tuple[float, float]]:
    for _ in range(_QUESTIONS):
        asked = datetime.now(UTC)
        theirs = datetime.fromisoformat(kit.describe()["gateway"]["time"])
        took = datetime.now(UTC) - asked
        yield 1000 * (theirs - (asked + took / 2)).total_seconds(), took.total_seconds()


def _robot(robot: Robot) -> Iterator[tuple[float, float]]:
    for _ in range(_QUESTIONS):
        asked_s = datetime.now(UTC).timestamp()
        told_s = robot.state().time_s
        took_s = datetime.now(UTC).timestamp() - asked_s
        yield 1000 * (told_s - (asked_s + took_s / 2)), took_s
