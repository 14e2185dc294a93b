"""A migration through the weeks: areas that change networks, freezes, a hidden fault, a way back.

The rules are invented for teaching, and are these. An area takes a week of works, never in a week
that production has frozen, then it is watched. The next areas start when all that have changed
have been watched. A fault hides in the new network: it shows in all areas that run on it, some
weeks after the first. With a way back, they return to the old network within that week; without
one, they stand still until the fault is put right. Then the migration goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["old", "works", "watched", "new", "back", "stopped"]
FreezeId = Literal["none", "month-ends", "campaign", "both"]

AREAS = 8
WEEKS = 32
OLD_ENDS = 26
"""The last week for which the supplier answers for the old network."""
REPAIR_WEEKS = 3
"""From the day a fault shows to the new network without it."""

FREEZES: Mapping[FreezeId, frozenset[int]] = {
    "none": frozenset(),
    "month-ends": frozenset(range(4, WEEKS + 1, 4)),
    "campaign": frozenset(range(9, 15)),
    "both": frozenset(range(4, WEEKS + 1, 4)) | frozenset(range(9, 15)),
}


@dataclass(frozen=True)
class Migration:
    """How areas change from the old network to the new one.

    Args:
        first: how many areas change in the first step.
        step: how many in each step after it.
        watch_weeks: how long each step is watched.
        fault_weeks: weeks after the first works until the fault shows; None without a fault.
        way_back: whether the old network still stands and the return was tried.
        freeze: the weeks without works.
        areas: how many areas there are.
    """

    first: int = 1
    step: int = 2
    watch_weeks: int = 2
    fault_weeks: int | None = 3
    way_back: bool = True
    freeze: FreezeId = "both"
    areas: int = AREAS


@dataclass(frozen=True)
class Week:
    """A week of the migration: what each area is doing, and whether works are frozen."""

    number: int
    frozen: bool
    states: tuple[State, ...]

    @property
    def disturbed(self) -> int:
        """How many areas return, or stand still."""
        return sum(state in ("back", "stopped") for state in self.states)


@dataclass(frozen=True)
class Course:
    """A migration, week by week.

    Args:
        weeks: all weeks that are looked at.
        done: the first week in which every area runs for good; None if there is none.
    """

    weeks: tuple[Week, ...]
    done: int | None

    @property
    def disturbed(self) -> int:
        """Weeks of disturbance, added up over the areas."""
        return sum(week.disturbed for week in self.weeks)

    @property
    def in_time(self) -> bool:
        """Whether all is done while the supplier still answers for the old network."""
        return self.done is not None and self.done <= OLD_ENDS


def migrate(plan: Migration) -> Course:
    """Return the migration, week by week."""
    frozen_weeks = FREEZES[plan.freeze]
    states: list[State] = ["old"] * plan.areas
    worked: dict[int, int] = {}
    first_works: int | None = None
    fault_shown: int | None = None
    steps = 0
    weeks = []
    for number in range(1, WEEKS + 1):
        repaired = fault_shown is not None and number >= fault_shown + REPAIR_WEEKS
        for area in range(plan.areas):
            states[area] = _onwards(states[area], number - worked.get(area, number), plan, repaired)
        if (
            fault_shown is None
            and plan.fault_weeks is not None
            and first_works is not None
            and number >= first_works + plan.fault_weeks
        ):
            fault_shown = number
            for area in worked:
                states[area] = "back" if plan.way_back else "stopped"
            if plan.way_back:
                worked.clear()
                steps = 0
        waits = fault_shown is not None and number < fault_shown + REPAIR_WEEKS
        settled = all(state in ("old", "new") for state in states)
        frozen = number in frozen_weeks
        if settled and not waits and not frozen:
            count = plan.first if steps == 0 else plan.step
            for area in [each for each, state in enumerate(states) if state == "old"][:count]:
                states[area] = "works"
                worked[area] = number
                first_works = first_works or number
            steps += 1
        weeks.append(Week(number, frozen, tuple(states)))
    return Course(tuple(weeks), _done(weeks))


def _done(weeks: list[Week]) -> int | None:
    done = None
    for week in reversed(weeks):
        if any(state != "new" for state in week.states):
            break
        done = week.number
    return done


def _onwards(state: State, since_works: int, plan: Migration, repaired: bool) -> State:
    match state:
        case "works" | "watched":
            return "watched" if since_works <= plan.watch_weeks else "new"
        case "back":
            return "old"
        case "stopped":
            return "new" if repaired else "stopped"
        case _:
            return state
