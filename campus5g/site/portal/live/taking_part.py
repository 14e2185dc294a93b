"""The phones in the room: join a vote by its code, and vote."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from campus5g.site.limits import Position
from campus5g.site.portal.access import VOTER_COOKIE, MaybeSignedIn, SignedIn, VoterToken, anyone
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.live.leading import announce_after_commit
from campus5g.site.portal.live.showing import on_phone
from campus5g.site.portal.live.streaming import streamed
from campus5g.site.portal.pages import page, piece, see
from campus5g.site.portal.problems import NotJoinedError
from campus5g.site.portal.reader import ASKED, reader_language
from campus5g.site.portal.safety.forgery import same_site
from campus5g.site.portal.safety.headers import WITH_OWN_STYLES
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.portal.sign_in import uses_https
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.class_votes import ClassVote, ClassVoter
from campus5g.site.voting.casting import Cast, Kept, kept_of
from campus5g.site.voting.conducting import LASTS
from campus5g.site.voting.joining import (
    LONGEST_NAME,
    SECRET,
    join,
    new_secret,
    vote_by_code,
    vote_of_token,
    voter_by_token,
    voter_is_in,
)

router = APIRouter(prefix="/vote")

Code = Annotated[str, Query(max_length=16)]

# Wrong codes from one address, which a whole class may share: nobody finds one of 64 million.
_guard = OftenGuard(most=60, within_s=900)


@router.get("", dependencies=[Depends(anyone)])
def door(request: Request, records: Records, visitor: MaybeSignedIn, code: Code = "") -> Response:
    """Ask for the code, or with the code for the name; nothing is told of the vote yet."""
    voter = voter_by_token(records, request.cookies.get(VOTER_COOKIE, ""))
    if voter is not None and voter_is_in(records, voter, code):
        return see(request, "vote", "room")
    return _door(request, visitor, code)


@router.get("/sign-in")
def come_back(request: Request, person: SignedIn, code: Code = "") -> Response:
    """Send a person who has an account to the sign-in page and back."""
    path = portal_of(request).path("vote")
    return RedirectResponse(f"{path}?code={code}" if code.isalnum() else path, status_code=303)


@router.post("", dependencies=[Depends(anyone), Depends(same_site)])
def enter(
    request: Request,
    records: Records,
    visitor: MaybeSignedIn,
    code: Annotated[str, Form(max_length=16)] = "",
    first_name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    secret: Annotated[str, Form(pattern=SECRET)] = "",
) -> Response:
    """Let somebody in who has the code; a form that is sent twice makes one voter."""
    # Counted before the code is looked up, so that many at once are no more than one by one.
    _guard.count(request)
    vote = vote_by_code(records, code)
    if vote is None:
        return _door(request, visitor, code, is_wrong=True)
    _guard.forgive(request)
    person, _ = visitor
    token = secret or new_secret()
    join(records, vote, person, first_name, token)
    announce_after_commit(request, records, vote.id, "count")
    room = portal_of(request).path("vote", "room")
    # From here on the page is in the account's language, and the reader can change it.
    answer = RedirectResponse(
        f"{room}?{ASKED}={person.language}" if person else room, status_code=303
    )
    answer.set_cookie(
        VOTER_COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        path=portal_of(request).path("vote"),
        secure=uses_https(request),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/room")
def room(request: Request, records: Records, token: VoterToken) -> Response:
    """Show the question to a voter, and what they chose."""
    voter = _voter(records, token)
    vote = records.get_one(ClassVote, voter.class_vote_id)
    asked, total = on_phone(vote)
    kept = (
        kept_of(records, voter, asked.number, asked.progress.round) if asked is not None else None
    )
    shown = page(
        request,
        "live/room.html",
        None,
        name=voter.shown_name,
        vote=vote,
        asked=asked,
        total=total,
        kept=json.dumps({"number": kept.number, "choices": kept.choices} if kept else None),
    )
    shown.headers.update(WITH_OWN_STYLES)
    return shown


@router.get("/room/events")
async def events(request: Request, token: VoterToken) -> Response:
    """Send the phone what changes."""
    portal, language = portal_of(request), reader_language(request)

    def found() -> tuple[int, int] | None:
        with portal.database.session() as records:
            return vote_of_token(records, token)

    def look() -> dict[str, str] | None:
        there = found()
        if there is None:
            return None
        return {"stage": portal.on_phones.of(there[0], language, there[1], lambda: drawn(there[0]))}

    def drawn(vote: int) -> str:
        with portal.database.session() as records:
            asked, total = on_phone(records.get_one(ClassVote, vote))
        return piece(request, "live/question.html", asked=asked, total=total)

    there = await run_in_threadpool(found)
    if there is None:
        raise NotJoinedError
    return streamed(request, there[0], ("step",), look)


@router.post("/room/votes", dependencies=[Depends(same_site)])
async def vote(
    request: Request,
    token: VoterToken,
    question: Annotated[Position, Form()],
    round_: Annotated[Position, Form(alias="round")],
    number: Annotated[Position, Form()],
    choice: Annotated[list[Annotated[str, Form(max_length=64)]], Form(max_length=26)] = [],  # noqa: B006 -- FastAPI copies it
) -> Response:
    """Keep a vote; the answer says what counts, and comes when it is kept."""
    outcome = await portal_of(request).ballot_box.cast(
        Cast(token, question, round_, number, tuple(choice))
    )
    if outcome is None:
        raise NotJoinedError
    if not isinstance(outcome, Kept):
        return JSONResponse({"refused": True}, status_code=409)
    return JSONResponse({"number": outcome.number, "choices": outcome.choices})


def _door(request: Request, visitor: MaybeSignedIn, code: str, is_wrong: bool = False) -> Response:
    person, session = visitor
    return page(
        request,
        "live/door.html",
        person,
        session,
        422 if is_wrong else 200,
        code=code,
        secret=new_secret(),
        is_wrong=is_wrong,
    )


def _voter(records: Session, token: str) -> ClassVoter:
    found = voter_by_token(records, token)
    if found is None:
        raise NotJoinedError
    return found
