"""The nbgrader course of a cohort, built and released from the database."""

import datetime
from collections.abc import Callable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.exchange import close_to_learners
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand, ErrandKind
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.teaching.background import ask_for, correct_states
from campus5g.site.teaching.built_from import is_built, note_built
from campus5g.site.teaching.dates import write_due_dates

WHOLE_COURSE = ""
"""The module of an errand about the whole course: for a release, whatever is due to open."""


def due_to_open(moment: datetime.datetime) -> ColumnElement[bool]:
    """Return the condition of the modules whose opening date has come and that are not out."""
    return (CohortModule.released_at.is_(None)) & (CohortModule.opens_at <= moment)


def build_course(folders: SiteFolders, cohort: CohortRecord) -> None:
    """Create or update the course of a cohort: sources, configuration, and people's names.

    Raises:
        CampusError: a module is unsound, or the cohort has no trainer.
    """
    if not cohort.trainers:
        raise CampusError(
            t(
                fr=f"Le groupe « {cohort.title} » n’a pas de formateur.",
                en=f"The group “{cohort.title}” has no trainer.",
            ),
            t(fr="Nommez-en un, puis recommencez.", en="Name one, then try again."),
        )
    folder = folders.cohorts / cohort.id
    wanted = Cohort(
        id=cohort.id,
        title=cohort.title,
        language=cohort.language,
        trainer=cohort.trainers[0].name,
        learners=[each.person.name for each in cohort.enrolments if each.left_at is None],
        modules=[place.module for place in cohort.modules],
        starts=cohort.starts,
        ends=cohort.ends,
    )
    if not is_built(wanted, folder):
        build(wanted, folder)
        note_built(wanted, folder)
    enrol_learners(folders, cohort)


def enrol_learners(folders: SiteFolders, cohort: CohortRecord) -> None:
    """Write the cohort's learners and their names into its gradebook."""
    NbGraderCourse(folders.cohorts / cohort.id, folders.exchange, folders.homes).enrol(
        {each.person.name: _names(each.person) for each in cohort.enrolments}
    )


def release_module(folders: SiteFolders, database: Database, place_id: int) -> None:
    """Hand a module of a built course out to its learners, or hand it out again.

    Args:
        folders: the site's state.
        database: updated once the module is out.
        place_id: the module's place in its cohort.

    Raises:
        CampusError: nbgrader refused.
    """
    with database.session() as records:
        place = records.get_one(CohortModule, place_id)
    release(folders.cohorts / place.cohort_id, place.module, folders.exchange)
    if not surroundings.hands_in_by_exchange():
        close_to_learners(folders.exchange / place.cohort_id / "inbound")
    with database.session() as records:
        place = records.get_one(CohortModule, place_id)
        place.released_at = place.released_at or now()


def release_unreleased(
    folders: SiteFolders,
    database: Database,
    cohort: str,
    show: Callable[[int, int], None],
) -> None:
    """Hand out, one by one, the modules of a cohort that are not out yet.

    Args:
        folders: the site's state.
        database: updated as soon as each module is out.
        cohort: its id.
        show: called before each, with its number and how many there are.

    Raises:
        CampusError: nbgrader refused; what came before is out.
    """
    with database.session() as records:
        waiting = [
            place.id
            for place in records.get_one(CohortRecord, cohort).modules
            if place.released_at is None
        ]
    for number, each in enumerate(waiting, start=1):
        show(number, len(waiting))
        release_module(folders, database, each)


def begin_errand(
    records: Session,
    folders: SiteFolders,
    cohort: str,
    kind: ErrandKind,
    by: Person | None,
    module: str = WHOLE_COURSE,
) -> bool:
    """Build a course, hand a module out or write its feedback, in the background.

    Returns:
        False if the same step waits or runs already.
    """
    values = {"cohort_id": cohort, "module": module, "kind": kind}
    return ask_for(records, folders, cohort, Errand, by, **values)


def latest_errands(
    records: Session, folders: SiteFolders, cohort: str
) -> dict[tuple[str, ErrandKind], Errand]:
    """Return the last errand of each kind, by module and kind; each with its true state.

    A failed one whose work a later one did is left out.
    """
    rows = records.scalars(select(Errand).where(Errand.cohort_id == cohort).order_by(Errand.id))
    found = {(row.module, row.kind): row for row in rows}
    if any(row.state == "running" for row in found.values()):
        correct_states(folders, records.get_bind(), cohort)
        for row in found.values():
            # Its process wrote how it ended before it released its locks.
            records.refresh(row)
    # Handing a module out builds the course first.
    done = [row for row in found.values() if row.state == "done"]
    built = max((row.id for row in done if row.kind in ("build", "release")), default=0)
    build = found.get((WHOLE_COURSE, "build"))
    if build is not None and build.state == "failed" and build.id < built:
        del found[WHOLE_COURSE, "build"]
    opening = found.get((WHOLE_COURSE, "release"))
    if opening is not None and opening.state == "failed" and not _due(records, cohort):
        del found[WHOLE_COURSE, "release"]
    return found


def do_build(folders: SiteFolders, database: Database, row: int) -> None:
    """Run the errand of building a course."""
    with database.session() as records:
        cohort = records.get_one(CohortRecord, records.get_one(Errand, row).cohort_id)
        build_course(folders, cohort)


def do_release(folders: SiteFolders, database: Database, row: int) -> None:
    """Run the errand of handing a module out, or all that are due, rebuilt from the catalogue."""
    with database.session() as records:
        errand = records.get_one(Errand, row)
        cohort = records.get_one(CohortRecord, errand.cohort_id)
        places = (
            _due(records, cohort.id)
            if errand.module == WHOLE_COURSE
            else [each.id for each in cohort.modules if each.module == errand.module]
        )
        build_course(folders, cohort)
    for place_id in places:
        release_module(folders, database, place_id)
        with database.session() as records:
            write_due_dates(folders, records.get_one(CohortModule, place_id))


def _due(records: Session, cohort: str) -> list[int]:
    """Return the ids of the modules of a cohort that are due to open, in their order."""
    return list(
        records.scalars(
            select(CohortModule.id)
            .where(CohortModule.cohort_id == cohort, due_to_open(now()))
            .order_by(CohortModule.position)
        )
    )


def _names(person: Person) -> tuple[str, str]:
    if person.identity is None:
        return person.name, ""
    return person.identity.first_name, person.identity.last_name
