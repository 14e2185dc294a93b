"""The trainer's side of a vote: choose questions, lead it, see what it gave, erase it."""

from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import event, select
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.manifest import ManifestError
from campus5g.site.alphabetical import alphabetical
from campus5g.site.limits import Position, RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.downloads import public_address
from campus5g.site.portal.live.announcing import News
from campus5g.site.portal.live.showing import all_asked, on_screen, turnout
from campus5g.site.portal.live.streaming import streamed
from campus5g.site.portal.pages import page, piece
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.safety.headers import WITH_OWN_STYLES
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.voting import conducting
from campus5g.site.voting.casting import voters_now
from campus5g.site.voting.questions import Question, questions_of
from campus5g.site.voting.rules import Step

router = APIRouter(prefix="/desk/{cohort}")

Ticked = Annotated[list[Annotated[str, Form(max_length=64)]], Form(max_length=200)]


@router.get("/modules/{module}/votes")
def choose(desk: AtDesk, module: str) -> Response:
    """Show the questions of a module that a class can vote on, and the votes on it so far."""
    return _choice(desk, module)


@router.post("/modules/{module}/votes", dependencies=[Meant])
def start(
    desk: AtDesk,
    module: str,
    question: Ticked = [],  # noqa: B006 -- FastAPI copies it
) -> Response:
    """Start a vote on the chosen questions."""
    desk.place(module)
    chosen = [each for each in _on_offer(_known(module)) if each.id in question]
    if not chosen:
        return _choice(desk, module, nothing_chosen=True)
    chosen = chosen[: conducting.MOST_QUESTIONS]
    vote = conducting.start(desk.records, desk.cohort, module, desk.person, chosen)
    return desk.see("votes", str(vote.id))


@router.get("/votes/{vote}")
def lead(desk: AtDesk, vote: RowNumber) -> Response:
    """Show a vote: who takes part while it runs, what it gave once it has ended."""
    found = _of_cohort(desk, vote)
    shown = desk.page(
        "votes/vote.html",
        vote=found,
        module=_module(found.module),
        now=on_screen(desk.records, found) if found.ended_at is None else None,
        asked=all_asked(desk.records, found),
        # Guests have a first name only, which comes first for the others, too.
        voters=sorted(found.voters, key=lambda each: (alphabetical(each.shown_name), each.id)),
        voted=voters_now(desk.records, found) if found.ended_at is None else set(),
        address=_address(desk) if found.code else "",
    )
    shown.headers.update(WITH_OWN_STYLES)
    return shown


@router.get("/votes/{vote}/screen")
def screen(desk: AtDesk, vote: RowNumber) -> Response:
    """Show the vote to the room, in letters that are read from ten metres."""
    found = _of_cohort(desk, vote)
    if found.code is None:
        return desk.see("votes", str(vote))
    address = _address(desk)
    code = segno.make(f"{address}?code={found.code}", error="m")
    shown = page(
        desk.request,
        "live/screen.html",
        desk.person,
        desk.session,
        cohort=desk.cohort,
        module=_module(found.module),
        now=on_screen(desk.records, found),
        address=address,
        qr=code.svg_inline(border=2, light="#fff", omitsize=True),
    )
    shown.headers.update(WITH_OWN_STYLES)
    return shown


@router.get("/votes/{vote}/events")
async def events(desk: AtDesk, vote: RowNumber) -> Response:
    """Send the screen what changes: the question and its counts, who voted."""
    request, session, cohort = desk.request, desk.session, desk.cohort
    database = portal_of(request).database

    stage: dict[int, str] = {}
    """By revision, the last one: each vote that arrives changes only the count."""

    def drawn(records: DatabaseSession, revision: int) -> str:
        if revision not in stage:
            now = on_screen(records, records.get_one(ClassVote, vote))
            stage.clear()
            stage[now.vote.revision] = piece(
                request, "live/stage.html", session, cohort=cohort, now=now
            )
        return next(iter(stage.values()))

    def look() -> dict[str, str] | None:
        with database.session() as records:
            found = records.execute(
                select(ClassVote.revision, ClassVote.position, ClassVote.progress).where(
                    ClassVote.id == vote,
                    ClassVote.cohort_id == cohort.id,
                    ClassVote.ended_at.is_(None),
                )
            ).one_or_none()
            if found is None:
                return None
            there = turnout(records, vote, found.position, found.progress)
            return {
                "count": piece(request, "live/count.html", turnout=there),
                "stage": drawn(records, found.revision),
            }

    return streamed(request, vote, ("step", "count"), look)


@router.post("/votes/{vote}/step", dependencies=[Meant])
def step(
    desk: AtDesk,
    vote: RowNumber,
    to: Annotated[Step, Form()],
    revision: Annotated[Position, Form()],
) -> Response:
    """Go a step on: open, close, show, the next question or the one before."""
    found = _of_cohort(desk, vote)
    if conducting.take_step(desk.records, found, to, revision):
        announce_after_commit(desk.request, desk.records, vote, "step")
    return desk.see("votes", str(vote), "screen")


@router.post("/votes/{vote}/remove", dependencies=[Meant])
def remove(desk: AtDesk, vote: RowNumber, voter: Annotated[RowNumber, Form()]) -> Response:
    """Remove somebody who is not in the room, with what they voted."""
    conducting.remove(desk.records, _of_cohort(desk, vote), voter)
    announce_after_commit(desk.request, desk.records, vote, "count")
    return desk.see("votes", str(vote))


@router.post("/votes/{vote}/end", dependencies=[Meant])
def end(desk: AtDesk, vote: RowNumber) -> Response:
    """End a vote: the counts stay, names and single votes are erased."""
    conducting.end(desk.records, _of_cohort(desk, vote))
    announce_after_commit(desk.request, desk.records, vote, "step")
    return desk.see("votes", str(vote))


@router.post("/votes/{vote}/erase", dependencies=[Meant])
def erase(desk: AtDesk, vote: RowNumber) -> Response:
    """Erase a vote with its counts."""
    found = _of_cohort(desk, vote)
    module = found.module
    conducting.erase(desk.records, found)
    announce_after_commit(desk.request, desk.records, vote, "step")
    return desk.see("modules", module, "votes")


def announce_after_commit(
    request: Request, records: DatabaseSession, vote: int, news: News
) -> None:
    """Tell the pages that listen to a vote, once what changed is in the database."""
    announcer = portal_of(request).announcer

    @event.listens_for(records, "after_commit", once=True)
    def _tell(_: DatabaseSession) -> None:
        announcer.announce(vote, news)


def _choice(desk: Desk, module: str, nothing_chosen: bool = False) -> Response:
    desk.place(module)
    known = _known(module)
    return desk.page(
        "votes/choose.html",
        422 if nothing_chosen else 200,
        module=known,
        offered=_on_offer(known),
        nothing_chosen=nothing_chosen,
        votes=desk.records.scalars(
            select(ClassVote)
            .where(ClassVote.cohort_id == desk.cohort.id, ClassVote.module == module)
            .order_by(ClassVote.id.desc())
        ).all(),
    )


def _on_offer(module: Module) -> list[Question]:
    try:
        return questions_of(module)
    except ManifestError as error:
        raise CampusError(
            t(
                fr=f"Les questions de ce module ne peuvent pas être lues : {error.problem}",
                en=f"The questions of this module can’t be read: {error.problem}",
            ),
            error.remedy,
        ) from error


def _of_cohort(desk: Desk, vote: int) -> ClassVote:
    found = desk.records.get(ClassVote, vote)
    if found is None or found.cohort_id != desk.cohort.id:
        raise NotFoundError
    return found


def _known(module: str) -> Module:
    found = _module(module)
    if found is None:
        raise NotFoundError
    return found


def _module(module: str) -> Module | None:
    return next((each for each in catalogue() if each.id == module), None)


def _address(desk: Desk) -> str:
    return public_address(desk.request, desk.records, "vote")
