"""Everything that the site knows about a person, for that person: data and files."""

import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import catalogue, project_file_of
from campus5g.courseware.project_file.written import written_fields
from campus5g.site.exports.project_file import file_courses, project_file
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.closed_attempts import CLOSED_ATTEMPTS
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.base import Record
from campus5g.site.records.bookings import Booking, Waiting
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.class_votes import CastVote, ClassVoter
from campus5g.site.records.cohorts import Enrolment, Extension, FileMark, HelpRequest
from campus5g.site.records.people import Identity, Person
from campus5g.site.records.trail import Trace

DATA_FILE = "donnees-data.json"

# Useless to people, or not for anyone else to hold.
_SECRET = {"pass_phrase_hash", "token_hash"}
_IN_MEMORY_BYTES = 8_000_000


def as_data(records: Session, folders: SiteFolders, person: Person) -> dict[str, Any]:
    """Return everything that the databases hold about a person, ready for JSON."""
    enrolments = records.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
    return {
        "account": _plain(person),
        "identity": _plain(person.identity) if person.identity else None,
        "cohorts": [_enrolment(records, folders, each, person) for each in enrolments],
        "extensions": _rows(records, Extension, Extension.person_id == person.id),
        "file_marks": _rows(records, FileMark, FileMark.person_id == person.id),
        "bookings": _rows(records, Booking, Booking.person_id == person.id),
        "queues": _rows(records, Waiting, Waiting.person_id == person.id),
        "certificates": _rows(records, Certificate, Certificate.person_id == person.id),
        "class_votes": [
            {**_plain(each), "votes": _rows(records, CastVote, CastVote.voter_id == each.id)}
            for each in records.scalars(select(ClassVoter).where(ClassVoter.person_id == person.id))
        ],
        "actions": _rows(records, Trace, Trace.who == person.name),
    }


def archive(records: Session, folders: SiteFolders, person: Person) -> IO[bytes]:
    """Return a zip of `as_data` and all files of a person, at its beginning.

    It is kept in memory while it is small, else in a file without a name.
    """
    found = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 -- the caller closes it
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as zipped:
        text = json.dumps(as_data(records, folders, person), ensure_ascii=False, indent=2)
        zipped.writestr(DATA_FILE, text + "\n")
        for name, content in _project_files(records, folders, person):
            zipped.writestr(name, content)
        for name, file in own_files(folders, person.name):
            try:
                zipped.write(file, name)
            except (OSError, ValueError):
                # It disappeared meanwhile, or is older than a zip can record.
                continue
    found.seek(0)
    return found


def own_files(folders: SiteFolders, learner: str) -> Iterator[tuple[str, Path]]:
    """Yield a person's files with their names in the archive. Links are not followed."""
    yield from _below(folders.homes / learner, "home")
    progress = folders.progress / f"{learner}.jsonl"
    if progress.is_file():
        yield "progress.jsonl", progress
    for cohort in sorted(folders.cohorts.glob("*/")):
        for kind in ("submitted", CLOSED_ATTEMPTS, "feedback"):
            yield from _below(cohort / kind / learner, f"{kind}/{cohort.name}")


def _project_files(
    records: Session, folders: SiteFolders, person: Person
) -> Iterator[tuple[str, bytes]]:
    """Yield the project files in which a person has written, as they read them."""
    modules = {module.id: module for module in catalogue()}
    enrolments = records.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
    courses = {
        course.id: course
        for enrolment in enrolments
        for course in file_courses(enrolment.cohort, modules)
    }
    for course in courses.values():
        written = written_fields(project_file_of(course), person.name, folders.progress)
        if written:
            file = project_file(folders, person, course, person.language, "docx", written)
            yield f"{course.id}.docx", file


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    # Unlike `rglob`, this tolerates files that disappear meanwhile.
    found = (Path(place) / each for place, _, names in os.walk(folder) for each in names)
    for file in sorted(found):
        parts = file.relative_to(folder).parts
        if any(part.startswith(".") for part in parts) or file.is_symlink():
            continue
        if file.is_file():
            yield "/".join((name, *parts)), file


def _enrolment(
    records: Session, folders: SiteFolders, enrolment: Enrolment, person: Person
) -> dict[str, Any]:
    cohort = enrolment.cohort
    grades = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    return {
        **_plain(enrolment),
        "title": cohort.title,
        "attendances": [_plain(each) for each in enrolment.attendances],
        "surveys": [_plain(each) for each in enrolment.surveys],
        "questions": _rows(records, HelpRequest, HelpRequest.enrolment_id == enrolment.id),
        "scores": {
            place.module: {"points": score.points, "out_of": score.out_of}
            for place in cohort.modules
            if place.feedback_at and (score := grades.get((person.name, place.module)))
        },
    }


def _rows(records: Session, kind: type[Record], condition: Any) -> list[dict[str, Any]]:
    return [_plain(each) for each in records.scalars(select(kind).where(condition))]


def _plain(row: Record | Identity) -> dict[str, Any]:
    names: Iterable[str] = (column.key for column in row.__table__.columns)
    return {name: _value(getattr(row, name)) for name in names if name not in _SECRET}


def _value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
