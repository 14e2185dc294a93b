"""Submissions of a module, read and marked by hand, one after another.

Whole, or one answer of all of them (``?item=``), so that all are marked alike.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from campus5g.authoring.catalogue import catalogue
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.learning.activity import deeds_of
from campus5g.site.learning.hints_read import read_to_the_last
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.confined import CONFINED
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.teaching.marking import Given, ToMark, graded_notebook, mark, to_mark
from campus5g.site.teaching.project_file.marks import items_on_file
from campus5g.site.teaching.standing_of_module import Copy, module_standing
from campus5g.site.teaching.unread import unread

router = APIRouter(prefix="/desk/{cohort}/modules/{module}/submissions")

# Three for each graded cell, and what they were when the page was shown.
_MOST_FIELDS = 1000

OnlyItem = Annotated[str, Query(max_length=200)]
"""The one graded cell that is read of all submissions; all cells if empty."""


async def marks_form(request: Request) -> FormData:
    """Read the whole form: its fields are the graded cells."""
    return await request.form(max_files=0, max_fields=_MOST_FIELDS)


@router.get("")
def first_to_read(desk: AtDesk, module: str, item: OnlyItem = "") -> Response:
    """Go to the first submission that the trainer has to read, else to the first."""
    place = desk.place(module)
    copies = _graded(desk, module)
    if not copies:
        return desk.see("modules", place.module)
    first = next((each for each in copies if _waits(desk, module, each, item)), copies[0])
    return _see(desk, module, first, item)


@router.get("/{copy}")
def submission(desk: AtDesk, module: str, copy: str, item: OnlyItem = "") -> Response:
    """Show what a learner answered, with a place for points and a comment at each item."""
    place = desk.place(module)
    copies = _graded(desk, module)
    position = _position(copies, copy)
    shown = copies[position]
    known = next((each for each in catalogue() if each.id == place.module), None)
    cells = _to_mark(desk, module, shown)
    return desk.page(
        "marking.html",
        place=place,
        module=known,
        items={each.id: each for each in known.manifest.items} if known else {},
        item=item,
        on_file=items_on_file(known),
        copy=shown,
        position=position + 1,
        total=len(copies),
        before=copies[position - 1] if position else None,
        after=copies[position + 1] if position + 1 < len(copies) else None,
        to_mark=[each for each in cells if item in ("", each.cell)],
        notebook=_notebook(desk, module, shown).is_file(),
        hints=_last_hints(desk, module, shown),
    )


@router.post("/{copy}", dependencies=[Meant])
def give_marks(
    desk: AtDesk,
    module: str,
    copy: str,
    form: Annotated[FormData, Depends(marks_form)],
    then: Annotated[Literal["next", "stay"], Form()] = "stay",
    item: OnlyItem = "",
) -> Response:
    """Save points and comments; go on to the next submission to read."""
    copies = _graded(desk, module)
    position = _position(copies, copy)
    marked = copies[position]
    learner = marked.enrolment.person.name
    # The address may hide the name; the site's log does not.
    add_details(desk.request, account=learner)
    fields = {name: str(value) for name, value in form.items()}
    given = dict(_given(fields, _to_mark(desk, module, marked)))
    if given:
        mark(desk.folders.cohorts / desk.cohort.id, module, learner, given)
        desk.place(module).marked_at = now()
    if then == "stay":
        return _see(desk, module, marked, item)
    following = copies[position + 1 :] + copies[:position]
    after = next((each for each in following if _waits(desk, module, each, item)), None)
    return _see(desk, module, after, item) if after else desk.see("modules", module)


@router.get("/{copy}/copy")
def whole_copy(desk: AtDesk, module: str, copy: str) -> Response:
    """Show the whole notebook as it was run, with points and comments, confined."""
    # Slow to import.
    from campus5g.authoring.cohorts.graded_copy import graded_copy

    copies = _graded(desk, module)
    learner = copies[_position(copies, copy)].enrolment.person.name
    course = desk.folders.cohorts / desk.cohort.id
    text = graded_copy(
        course,
        module,
        learner,
        desk.person.language,
        without_unread=desk.cohort.without_trainer,
    )
    return HTMLResponse(text, headers=CONFINED)


@router.get("/{copy}/notebook")
def live_notebook(desk: AtDesk, module: str, copy: str) -> Response:
    """Open the graded notebook in JupyterLab, in the trainer's server for this group.

    Not while names are hidden: its folder shows the name.
    """
    copies = _graded(desk, module)
    opened = copies[_position(copies, copy)]
    if opened.number is not None:
        raise NotFoundError
    course = desk.folders.cohorts / desk.cohort.id
    file = _notebook(desk, module, opened).relative_to(course)
    server = f"{quote(desk.person.name)}/{quote(desk.cohort.id)}"
    there = f"/user/{server}/lab/tree/{quote(str(file))}"
    return RedirectResponse(f"/hub/spawn/{server}?{urlencode({'next': there})}", status_code=303)


def _graded(desk: AtDesk, module: str) -> list[Copy]:
    standing = module_standing(desk.records, desk.folders, desk.place(module))
    return [copy for copy in standing.copies if copy.score is not None]


def _position(copies: list[Copy], address: str) -> int:
    for position, copy in enumerate(copies):
        if copy.address == address:
            return position
    raise NotFoundError


def _waits(desk: AtDesk, module: str, copy: Copy, item: str) -> bool:
    return item in unread(desk.folders, desk.place(module), copy) if item else copy.to_read


def _to_mark(desk: AtDesk, module: str, copy: Copy) -> list[ToMark]:
    course = desk.folders.cohorts / desk.cohort.id
    return to_mark(course, module, copy.enrolment.person.name) or []


def _last_hints(desk: AtDesk, module: str, copy: Copy) -> list[str]:
    """Return the items of which the learner opened the last hint before they handed in."""
    enrolment = copy.enrolment
    deeds = deeds_of(
        desk.folders.progress,
        enrolment.person.name,
        [module],
        since=enrolment.enrolled_at,
        until=copy.handed_in_at,
    )
    return read_to_the_last(deeds)


def _notebook(desk: AtDesk, module: str, copy: Copy) -> Path:
    course = desk.folders.cohorts / desk.cohort.id
    return graded_notebook(course, module, copy.enrolment.person.name)


def _see(desk: AtDesk, module: str, copy: Copy, item: str) -> Response:
    path = portal_of(desk.request).path
    there = path("desk", desk.cohort.id, "modules", module, "submissions", copy.address)
    query = f"?{urlencode({'item': item})}" if item else ""
    # The keyboard focus goes there, past the head of the page.
    return RedirectResponse(f"{there}{query}#submission", status_code=303)


def _given(fields: dict[str, str], cells: list[ToMark]) -> Iterator[tuple[str, Given]]:
    """Return what was changed, or read now: what another trainer marked meanwhile stays."""
    for each in cells:
        points, extra = fields.get(f"points.{each.cell}"), fields.get(f"extra.{each.cell}", "")
        if points is None:
            continue
        # Browsers send a line break as two characters.
        comment = fields.get(f"comment.{each.cell}", "").replace("\r\n", "\n")
        before = fields.get(f"comment-was.{each.cell}", "").replace("\r\n", "\n")
        changed = (
            points != fields.get(f"points-was.{each.cell}")
            or extra != fields.get(f"extra-was.{each.cell}", "")
            or comment != before
        )
        if changed or (each.to_read and points):
            yield each.cell, Given(points_typed(points), points_typed(extra), comment.strip())


def points_typed(text: str) -> float | None:
    """Return points as they were typed; None for an empty field.

    Raises:
        CampusError: this is no number.
    """
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise CampusError(
            t(
                fr=f"« {text} » n’est pas un nombre de points.",
                en=f"“{text}” is not a number of points.",
            ),
            t(fr="Revenez en arrière et corrigez.", en="Go back and correct it."),
        ) from None
