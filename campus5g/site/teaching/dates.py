"""Deadlines of modules: for all, and longer for some."""

import contextlib
import datetime

from sqlalchemy.orm import object_session

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortModule, Extension
from campus5g.site.records.people import Person


def due_of(place: CohortModule, person_id: int) -> datetime.datetime | None:
    """Return a learner's deadline: their extension, else the date for all."""
    for extension in place.extensions:
        if extension.person_id == person_id:
            return extension.due_at
    return place.due_at


def extend(place: CohortModule, person: Person, until: datetime.datetime | None) -> None:
    """Set a learner's own deadline; None removes it."""
    known = next((each for each in place.extensions if each.person_id == person.id), None)
    if until is None:
        if known is not None:
            place.extensions.remove(known)
    elif known is not None:
        known.due_at = until
    else:
        place.extensions.append(Extension(person_id=person.id, due_at=until))


def write_due_dates(folders: SiteFolders, place: CohortModule) -> None:
    """Write the dates of a module into nbgrader's gradebook, which marks late submissions.

    A course that is not built yet is left alone: its release writes the dates later. The site's
    own database is only read: the gradebook may be busy for long.
    """
    kept = gradebook_of(folders.cohorts / place.cohort_id)
    if not kept.exists():
        return
    from nbgrader.api import Gradebook, MissingEntry

    due = _in_utc(place.due_at)
    records = object_session(place)
    assert records is not None  # noqa: S101 -- it came out of one
    with records.no_autoflush:
        extended = {
            records.get_one(Person, each.person_id).name: _in_utc(each.due_at)
            for each in place.extensions
        }
    with Gradebook(kept.address) as gradebook:
        gradebook.update_or_create_assignment(place.module, duedate=due)
        for name, until in extended.items():
            # nbgrader has no extensions for learners who have not handed anything in.
            with contextlib.suppress(MissingEntry):
                gradebook.grant_extension(
                    place.module,
                    name,
                    minutes=(until - due).total_seconds() / 60 if due and until else 0,
                )


def _in_utc(moment: datetime.datetime | None) -> datetime.datetime | None:
    # nbgrader keeps UTC without a zone.
    return None if moment is None else moment.astimezone(datetime.UTC).replace(tzinfo=None)
