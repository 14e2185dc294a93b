"""The learners of a group: enrolled from a list or by a link, gone, back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import RedirectResponse, Response

from campus5g.language import t
from campus5g.site.accounts.accounts import LAUNCHED
from campus5g.site.administration.people import renew
from campus5g.site.alphabetical import class_list
from campus5g.site.limits import Position, RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.downloads import public_address
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.people import Identity
from campus5g.site.teaching.enrolling.columns import KINDS, Choice, Kind
from campus5g.site.teaching.enrolling.enrolment import (
    NewAccount,
    come_back,
    enrol,
    leave,
    preview,
)
from campus5g.site.teaching.enrolling.invitations import invite, open_invitations, revoke
from campus5g.site.teaching.enrolling.learner_list import (
    LARGEST_FILE,
    ListError,
    decoded,
    read_list,
)

router = APIRouter(prefix="/desk/{cohort}/learners")

# Of a pasted list, in characters.
_LONGEST_LIST = LARGEST_FILE
_LONGEST_REASON = 500

_NOBODY = {"first_name": "", "last_name": "", "employer": "", "email": ""}


@router.get("")
def learners(desk: AtDesk) -> Response:
    """Show the group's learners, and the ways to enrol more."""
    return _learners(desk)


@router.post("/preview", dependencies=[Meant])
def preview_list(
    desk: AtDesk,
    people: Annotated[str, Form(max_length=_LONGEST_LIST)] = "",
    file: UploadFile | None = None,
    number: Annotated[list[Position], Form()] = [],  # noqa: B006 -- FastAPI copies it
    heading: Annotated[list[str], Form()] = [],  # noqa: B006
    kind: Annotated[list[Kind | Literal[""]], Form()] = [],  # noqa: B006
    first_has_headings: Annotated[bool, Form()] = False,
) -> Response:
    """Show what a list would do, without doing it.

    Its columns have a number, a heading and what a person says of them each.
    """
    if file is not None and file.filename:
        try:
            people = decoded(file.file.read(LARGEST_FILE + 1))
        except ListError as error:
            return _learners(desk, people, f"{error.problem} {error.remedy}")
    if not people.strip():
        return _learners(
            desk,
            people,
            t(
                fr="Collez une liste, ou choisissez un fichier.",
                en="Paste a list, or choose a file.",
            ),
        )
    said = list(map(Choice, number, heading, kind))
    read = read_list(people, said, first_has_headings=first_has_headings)
    return desk.page(
        "preview.html",
        people=people,
        found=preview(desk.records, desk.cohort, read, desk.person),
        kinds=KINDS,
        first_has_headings=first_has_headings,
    )


@router.post("/enrol", dependencies=[Meant])
def enrol_list(
    desk: AtDesk, people: Annotated[str, Form(max_length=_LONGEST_LIST)] = ""
) -> Response:
    """Enrol the valid lines of a list.

    Pass phrases of new accounts are in the answer itself and nowhere else: they can't be asked
    for again.
    """
    found = preview(desk.records, desk.cohort, read_list(people), desk.person)
    made = enrol(desk.records, desk.cohort, found)
    if not made:
        return desk.see("learners")
    return desk.page(
        "pass_phrases.html", made=made, enrolled=len(found.sound), address=_site_address(desk)
    )


@router.post("/invitation", dependencies=[Meant])
def make_invitation(
    desk: AtDesk,
    days: Annotated[int, Form(ge=1, le=90)] = 14,
    uses: Annotated[int, Form(ge=1, le=300)] = 20,
) -> Response:
    """Create a link that enrols the people who follow it; it is shown once."""
    token = invite(desk.records, desk.cohort, desk.person, days, uses)
    desk.records.flush()
    link = public_address(desk.request, desk.records, "join", token)
    return _learners(desk, link=link)


@router.post("/invitation/{invitation}/revoke", dependencies=[Meant])
def revoke_invitation(desk: AtDesk, invitation: str) -> Response:
    """Revoke a link; it is named by its hash."""
    revoke(desk.records, desk.cohort, invitation)
    return desk.see("learners")


@router.get("/{person:int}")
def one_learner(desk: AtDesk, person: RowNumber, saved: bool = False) -> Response:
    """Show a learner: their name and employer to correct, a new pass phrase to give."""
    return _one(desk, _own(desk, person), saved=saved)


@router.post("/{person}/identity", dependencies=[Meant])
def correct_identity(
    desk: AtDesk,
    person: RowNumber,
    first_name: Annotated[str, Form(max_length=100)] = "",
    last_name: Annotated[str, Form(max_length=100)] = "",
    employer: Annotated[str, Form(max_length=200)] = "",
    email: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Correct a learner's name, employer or e-mail address."""
    enrolment = _own(desk, person)
    typed = {
        name: value.strip()
        for name, value in (
            ("first_name", first_name),
            ("last_name", last_name),
            ("employer", employer),
            ("email", email),
        )
    }
    if not typed["last_name"]:
        missing = t(fr="Il manque le nom.", en="The last name is missing.")
        return _one(desk, enrolment, typed, missing)
    learner = enrolment.person
    learner.identity = learner.identity or Identity()
    for name, value in typed.items():
        setattr(learner.identity, name, value)
    there = portal_of(desk.request).path("desk", desk.cohort.id, "learners", str(person))
    return RedirectResponse(f"{there}?saved=true", status_code=303)


@router.post("/{person}/pass-phrase", dependencies=[Meant])
def renew_pass_phrase(desk: AtDesk, person: RowNumber) -> Response:
    """Give a learner a new pass phrase, shown once on a slip to print."""
    learner = _own(desk, person).person
    if learner.name.startswith(LAUNCHED):
        raise NotFoundError
    made = NewAccount(learner, renew(learner))
    add_details(desk.request, account=learner.name)
    return desk.page("pass_phrases.html", made=[made], enrolled=0, address=_site_address(desk))


@router.post("/{person}/leave", dependencies=[Meant])
def record_leaving(
    desk: AtDesk, person: RowNumber, why: Annotated[str, Form(max_length=_LONGEST_REASON)] = ""
) -> Response:
    """Record that a learner left, and why."""
    leave(desk.enrolment(person), why)
    return desk.see("learners")


@router.post("/{person}/return", dependencies=[Meant])
def record_return(desk: AtDesk, person: RowNumber) -> Response:
    """Record that a learner is back."""
    come_back(desk.enrolment(person))
    return desk.see("learners")


def _learners(desk: Desk, people: str = "", problem: str = "", link: str = "") -> Response:
    enrolments = class_list(desk.cohort.enrolments)
    return desk.page(
        "learners.html",
        422 if problem else 200,
        here_now=[each for each in enrolments if each.left_at is None],
        gone=[each for each in enrolments if each.left_at is not None],
        invitations=open_invitations(desk.records, desk.cohort),
        people=people,
        problem=problem,
        link=link,
    )


def _own(desk: Desk, person: int) -> Enrolment:
    """Return a learner of the group whose account its trainer may change."""
    found = desk.enrolment(person)
    if found.person.role != "learner" or found.person.erased_at is not None:
        raise NotFoundError
    return found


def _one(
    desk: Desk,
    enrolment: Enrolment,
    typed: dict[str, str] | None = None,
    problem: str = "",
    *,
    saved: bool = False,
) -> Response:
    return desk.page(
        "people/learner.html",
        422 if problem else 200,
        enrolment=enrolment,
        learner=enrolment.person,
        typed=typed or enrolment.person.identity or _NOBODY,
        problem=problem,
        saved=saved,
        launched=enrolment.person.name.startswith(LAUNCHED),
    )


def _site_address(desk: Desk) -> str:
    """Return the sign-in address as it is printed."""
    portal = portal_of(desk.request)
    return public_address(desk.request, desk.records).removesuffix(portal.path())
