"""A learner's project file: read as it was handed in, and marked by its rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from starlette.datastructures import FormData

from campus5g.authoring.catalogue import CourseManifest, Item, Module, find_module, project_file_of
from campus5g.courseware.project_file.document.content import document
from campus5g.courseware.project_file.export import MEDIA_TYPES, Format
from campus5g.courseware.project_file.weak_lines import empty_fields, weak_lines
from campus5g.courseware.project_file.written import Written, written_fields
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.manifest import ManifestError
from campus5g.site.exports.project_file import project_file
from campus5g.site.learning.file_lines import file_item
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.desk.marking import marks_form, points_typed
from campus5g.site.portal.downloads import download
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.records.base import now
from campus5g.site.teaching.project_file.marks import (
    MarksGiven,
    defence_item,
    give_marks,
    marking,
)
from campus5g.site.teaching.standing_of_module import Copy, module_standing
from campus5g.site.trail import note
from campus5g.site.words import ZONE

router = APIRouter(prefix="/desk/{cohort}/modules/{module}/submissions/{copy}/project-file")

_LONGEST_NOTE = 5000


@dataclass(frozen=True)
class _Read:
    """A submission with the file that came with it."""

    copy: Copy
    module: Module
    course: CourseManifest
    item: Item
    written: Written


@router.get("")
def read(desk: AtDesk, module: str, copy: str) -> Response:
    """Show the file as it was when it was handed in, its weak lines, and its rubric."""
    found = _found(desk, module, copy)
    course = found.course
    parts = project_file_of(course)
    learner = found.copy.enrolment.person
    return desk.page(
        "content/project_file.html",
        place=desk.place(module),
        module=found.module,
        copy=found.copy,
        item=found.item,
        defence=defence_item(found.module),
        document=document(
            str(course.title), parts, found.written, "", "", now().astimezone(ZONE).date()
        ),
        weak=weak_lines(parts, found.written),
        titles={field.id: field.title for part in parts for field in part.fields},
        empty=empty_fields(parts, found.written),
        marking=marking(desk.records, desk.place(module), learner, desk.person),
    )


@router.post("", dependencies=[Meant])
def give(
    desk: AtDesk, module: str, copy: str, form: Annotated[FormData, Depends(marks_form)]
) -> Response:
    """Keep this trainer's points for the file, and what they noted of the defence."""
    found = _found(desk, module, copy)
    learner = found.copy.enrolment.person
    # The address may hide the name; the site's log does not.
    add_details(desk.request, account=learner.name)
    give_marks(
        desk.records,
        desk.folders.cohorts / desk.cohort.id,
        desk.place(module),
        found.module,
        learner,
        desk.person,
        MarksGiven(
            points=_points(form, found.item),
            comment=_note(form, "comment"),
            defence=_note(form, "defence"),
            defence_points=_defence_points(form, defence_item(found.module)),
            with_second=bool(form.get("with-second")),
        ),
    )
    desk.place(module).marked_at = now()
    return desk.see("modules", module, "submissions", found.copy.address, "project-file")


@router.get("/document.{kind}")
def fetch(desk: AtDesk, module: str, copy: str, kind: Format) -> Response:
    """Download the file as it was handed in; not while names are hidden, which its cover shows."""
    found = _found(desk, module, copy)
    if found.copy.number is not None:
        raise NotFoundError
    learner = found.copy.enrolment.person
    note(desk.records, desk.person.name, "export project file", f"{desk.cohort.id} {learner.name}")
    course = found.course
    content = project_file(desk.folders, learner, course, desk.cohort.language, kind, found.written)
    return download(content, MEDIA_TYPES[kind], f"{course.id}-{learner.name}.{kind}")


def _found(desk: Desk, module: str, copy: str) -> _Read:
    """Return a graded submission and its file as it was handed in."""
    place = desk.place(module)
    try:
        known = find_module(place.module)
    except ManifestError:
        raise NotFoundError from None
    item = file_item(known)
    standing = module_standing(desk.records, desk.folders, place)
    for each in standing.copies:
        if each.address == copy and each.score is not None and item and known.course:
            written = written_fields(
                project_file_of(known.course),
                each.enrolment.person.name,
                desk.folders.progress,
                until=each.score.handed_in_at,
            )
            return _Read(each, known, known.course, item, written)
    raise NotFoundError


def _points(form: FormData, item: Item) -> Sequence[float]:
    given = [
        points_typed(str(form.get(f"points.{number}", ""))) for number in range(len(item.rubric))
    ]
    return [points for points in given if points is not None]


def _defence_points(form: FormData, item: Item | None) -> float | None:
    points = points_typed(str(form.get("defence-points", ""))) if item else None
    if points is not None and item and not 0 <= points <= item.points:
        raise CampusError(
            t(
                fr=f"La soutenance vaut de 0 à {item.points:g} points.",
                en=f"The defence is worth 0 to {item.points:g} points.",
            ),
            t(fr="Revenez en arrière et corrigez.", en="Go back and correct it."),
        )
    return points


def _note(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n").strip()[:_LONGEST_NOTE]
