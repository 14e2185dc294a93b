"""Cohorts: created, changed, copied and archived by trainers."""

import datetime
import re
from collections.abc import Container
from dataclasses import dataclass, field
from typing import get_args

from sqlalchemy.orm import Session

from campus5g.courseware.quiz.points import ACHIEVED_FROM
from campus5g.language import LANGUAGES, t
from campus5g.site.limits import FIRST_YEAR, LAST_YEAR, in_calendar
from campus5g.site.plain_letters import plain
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Mode
from campus5g.site.records.people import Person

MODES: tuple[Mode, ...] = get_args(Mode)

_LONGEST_TITLE = 200
_LONGEST_ID = 40
_MOST_HOURS = 2000
_MOST_HOURS_A_HALF_DAY = 12
# Used by the portal's own addresses.
_TAKEN = {"new"}


@dataclass(frozen=True)
class Plan:
    """A cohort as a trainer's form describes it: texts, checked by `problems`."""

    title: str = ""
    language: str = "fr"
    modules: list[str] = field(default_factory=list)
    starts: str = ""
    ends: str = ""
    mode: str = "mixed"
    place: str = ""
    planned_hours: str = "0"
    half_day_hours: str = "3.5"
    pass_percent: str = f"{100 * ACHIEVED_FROM:.0f}"
    open_to_all: bool = False
    graded_at_once: bool = False
    kits: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, cohort: CohortRecord) -> "Plan":
        """Return the current plan of a cohort."""
        return cls(
            title=cohort.title,
            language=cohort.language,
            modules=[place.module for place in cohort.modules],
            starts=cohort.starts.isoformat() if cohort.starts else "",
            ends=cohort.ends.isoformat() if cohort.ends else "",
            mode=cohort.mode,
            place=cohort.place,
            planned_hours=f"{cohort.planned_hours:g}",
            half_day_hours=f"{cohort.half_day_hours:g}",
            pass_percent=f"{round(100 * cohort.pass_mark)}",
            open_to_all=cohort.open_to_all,
            graded_at_once=cohort.graded_at_once,
            kits=list(cohort.kits),
        )


def problems(plan: Plan, modules: Container[str], kits: Container[str]) -> dict[str, str]:
    """Return what is wrong with a plan, by field, with what to do; empty if it is valid.

    Args:
        plan: the content of the form.
        modules: ids of the catalogue, and of the cohort's present modules.
        kits: the site's.
    """
    found: dict[str, str] = {}
    if not plan.title.strip():
        found["title"] = t(fr="Donnez un nom au groupe.", en="Give the group a name.")
    elif len(plan.title) > _LONGEST_TITLE:
        found["title"] = t(fr="Ce nom est trop long.", en="This name is too long.")
    if not plan.modules:
        found["modules"] = t(fr="Choisissez au moins un module.", en="Choose at least one module.")
    elif any(module not in modules for module in plan.modules):
        found["modules"] = t(
            fr="Un de ces modules n’est plus au catalogue : retirez-le.",
            en="One of these modules is no longer in the catalogue. Remove it.",
        )
    found |= _problems_of_dates(plan)
    if _number(plan.planned_hours, _MOST_HOURS) is None:
        found["planned_hours"] = t(
            fr="Écrivez un nombre d’heures, par exemple 7 ou 3,5.",
            en="Enter a number of hours, such as 7 or 3.5.",
        )
    if not _number(plan.half_day_hours, _MOST_HOURS_A_HALF_DAY):
        found["half_day_hours"] = t(
            fr="Écrivez un nombre d’heures, par exemple 3,5.",
            en="Enter a number of hours, such as 3.5.",
        )
    if _number(plan.pass_percent, 100) is None:
        found["pass_percent"] = t(
            fr="Écrivez un pourcentage de 0 à 100.", en="Enter a percentage from 0 to 100."
        )
    if plan.language not in LANGUAGES or plan.mode not in MODES:
        found["language"] = t(fr="Choisissez dans la liste.", en="Choose from the list.")
    if any(kit not in kits for kit in plan.kits):
        found["kits"] = t(fr="Ce kit n’existe plus.", en="This kit no longer exists.")
    return found


def make(records: Session, plan: Plan, trainer: Person) -> CohortRecord:
    """Create a cohort from a plan without `problems`; its creator teaches it."""
    cohort = CohortRecord(id=_free_id(records, plan.title), trainers=[trainer])
    change(cohort, plan)
    records.add(cohort)
    records.flush()
    return cohort


def change(cohort: CohortRecord, plan: Plan) -> None:
    """Change a cohort to a plan without `problems`.

    A module that was handed out stays in any case: learners work on it.
    """
    cohort.title = plan.title.strip()
    cohort.language = "en" if plan.language == "en" else "fr"
    cohort.starts, cohort.ends = _day(plan.starts), _day(plan.ends)
    cohort.mode = next(mode for mode in MODES if mode == plan.mode)
    cohort.place = plan.place.strip()[:200]
    cohort.planned_hours = _number(plan.planned_hours, _MOST_HOURS) or 0.0
    cohort.half_day_hours = _number(plan.half_day_hours, _MOST_HOURS_A_HALF_DAY) or 3.5
    cohort.pass_mark = (_number(plan.pass_percent, 100) or 0.0) / 100
    cohort.open_to_all, cohort.graded_at_once = plan.open_to_all, plan.graded_at_once
    cohort.kits = list(plan.kits)
    known = {place.module: place for place in cohort.modules}
    wanted = list(dict.fromkeys(plan.modules))
    kept = [
        place.module
        for place in cohort.modules
        if place.released_at is not None and place.module not in wanted
    ]
    cohort.modules = [
        known.get(module) or CohortModule(module=module, position=0) for module in wanted + kept
    ]
    for position, place in enumerate(cohort.modules):
        place.position = position


def clone(records: Session, cohort: CohortRecord, trainer: Person) -> CohortRecord:
    """Create a cohort like another one: modules and settings, not learners, dates or grades."""
    plan = Plan.of(cohort)
    title = t(fr=f"{cohort.title} (copie)", en=f"{cohort.title} (copy)")[:_LONGEST_TITLE]
    values = {**plan.__dict__, "title": title, "starts": "", "ends": ""}
    return make(records, Plan(**values), trainer)


def slug(title: str) -> str:
    """Return a title as an address writes it: lower-case letters, digits and hyphens."""
    found = re.sub(r"[^a-z0-9]+", "-", plain(title)).strip("-")[:_LONGEST_ID].strip("-")
    # A name in non-Latin letters leaves nothing, and an id starts with a letter.
    return found if found[:1].isalpha() else f"g-{found}".strip("-")


def _free_id(records: Session, title: str) -> str:
    wanted = slug(title)
    candidate, number = wanted, 1
    while candidate in _TAKEN or records.get(CohortRecord, candidate) is not None:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _problems_of_dates(plan: Plan) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in (("starts", plan.starts), ("ends", plan.ends)):
        try:
            _day(value)
        except ValueError:
            found[name] = t(
                fr=f"Ce n’est pas une date entre {FIRST_YEAR} et {LAST_YEAR}.",
                en=f"This is not a date between {FIRST_YEAR} and {LAST_YEAR}.",
            )
    if not found and plan.starts and plan.ends and plan.ends < plan.starts:
        found["ends"] = t(
            fr="La fin vient avant le début : corrigez l’une des deux dates.",
            en="It ends before it starts: correct one of the dates.",
        )
    return found


def _day(value: str) -> datetime.date | None:
    return in_calendar(datetime.date.fromisoformat(value)) if value else None


def _number(value: str, most: float) -> float | None:
    try:
        number = float(value.replace(",", ".").strip() or "0")
    except ValueError:
        return None
    return number if 0 <= number <= most else None
