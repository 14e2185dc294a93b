"""Kits: when they are free, booking one, waiting for one, giving one back."""

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.booking import ledger
from campus5g.site.booking.kits import BookableKit, bookable_kits, kits_for, served_now
from campus5g.site.booking.refusals import BookingRefusedError
from campus5g.site.booking.rules import Span, span
from campus5g.site.booking.week import FIRST_HOUR, LAST_HOUR, Day, monday_of, week
from campus5g.site.limits import Date, Moment, RowNumber
from campus5g.site.portal.access import Browser, SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_kit import lender
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking, Waiting
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

router = APIRouter(prefix="/kits")

LENGTHS = (30, 60, 90, 120, 180, 240)

EXTENSION_MINUTES = 30

Minutes = Annotated[int, Form(ge=1, le=24 * 60)]


@router.get("")
def every_kit(request: Request, person: SignedIn, browser: Browser, records: Records) -> Response:
    """Show the kits with their next free hour, and the learner's bookings and queues."""
    moment, lengths = now(), _lengths(records)
    length = min(60, max(lengths))
    kits = kits_for(records, person, bookable_kits(records))
    return page(
        request,
        "learner/kits.html",
        person,
        browser,
        kits=[(kit, ledger.first_free(records, kit.name, person, length, moment)) for kit in kits],
        length=length,
        extension=EXTENSION_MINUTES,
        bookings=ledger.bookings_of(records, person, moment),
        waiting=[
            (each, [it.id for it in ledger.queue(records, each.kit)].index(each.id) + 1)
            for each in ledger.waiting_of(records, person)
        ],
        now=moment,
    )


@router.get("/{kit}")
def one_kit(
    request: Request,
    kit: str,
    person: SignedIn,
    browser: Browser,
    records: Records,
    monday: Date | None = None,
    at: Moment | None = None,
) -> Response:
    """Show a week of a kit and the form that books it."""
    return _kit_page(request, kit, person, browser, records, monday=monday, at=at)


@router.post("/{kit}/book", dependencies=[Meant])
def book(
    request: Request,
    kit: str,
    person: SignedIn,
    browser: Browser,
    records: Records,
    date: Annotated[Date, Form()],
    time: Annotated[datetime.time, Form()],
    minutes: Minutes,
) -> Response:
    """Book a kit; a refusal is shown beside the form, which keeps its values."""
    known(records, person, kit)
    starts = datetime.datetime.combine(date, time.replace(tzinfo=None), ZONE)
    try:
        ledger.book(records, person, kit, _wish(starts, minutes), now())
    except BookingRefusedError as refused:
        return _kit_page(
            request,
            kit,
            person,
            browser,
            records,
            monday=monday_of(date),
            at=starts,
            minutes=minutes,
            refused=refused,
        )
    return see(request, "kits")


@router.post("/{kit}/now", dependencies=[Meant])
def book_next(
    request: Request, kit: str, person: SignedIn, records: Records, minutes: Minutes
) -> Response:
    """Book the next time that a kit is free."""
    known(records, person, kit)
    moment = now()
    free = ledger.first_free(records, kit, person, minutes, moment)
    ledger.book(records, person, kit, free, moment)
    return see(request, "kits")


@router.post("/{kit}/wait", dependencies=[Meant])
def wait(
    request: Request, kit: str, person: SignedIn, records: Records, minutes: Minutes
) -> Response:
    """Join a kit's queue."""
    known(records, person, kit)
    ledger.wait_for(records, person, kit, minutes)
    return see(request, "kits")


@router.post("/bookings/{booking}/give-back", dependencies=[Meant])
def give_back(request: Request, booking: RowNumber, person: SignedIn, records: Records) -> Response:
    """Cancel the learner's booking, or end it early; the next in the queue gets the kit."""
    found = records.get(Booking, booking)
    if found is None or found.person_id != person.id or found.cohort_id is not None:
        raise NotFoundError
    # A gateway may be slow to answer: nothing of the database is locked yet.
    lender.end(found, served_now())
    ledger.give_back(found, now())
    records.flush()
    ledger.serve_queues(records, now())
    return see(request, "kits")


@router.post("/bookings/{booking}/extend", dependencies=[Meant])
def extend(request: Request, booking: RowNumber, person: SignedIn, records: Records) -> Response:
    """Keep the kit for longer, while nobody else has booked it."""
    found = records.get(Booking, booking)
    if found is None or found.person_id != person.id or found.cohort_id is not None:
        raise NotFoundError
    ledger.extend(records, found, EXTENSION_MINUTES, now())
    return see(request, "kits")


@router.post("/waiting/{waiting}/leave", dependencies=[Meant])
def leave(request: Request, waiting: RowNumber, person: SignedIn, records: Records) -> Response:
    """Leave a queue."""
    found = records.get(Waiting, waiting)
    if found is None or found.person_id != person.id:
        raise NotFoundError
    records.delete(found)
    return see(request, "kits")


def known(records: Records, person: Person, name: str) -> BookableKit:
    """Return the kit of this name, if the person may have it."""
    kits = {kit.name: kit for kit in bookable_kits(records)}
    if name not in kits:
        raise NotFoundError
    if not kits_for(records, person, [kits[name]]):
        raise CampusError(
            t(
                fr="Ce kit n’est prévu pour aucun de vos groupes.",
                en="This kit is not meant for any of your groups.",
            ),
            t(
                fr="Choisissez un des kits de la page « Kits », ou demandez à votre formateur "
                "d’ajouter celui-ci à votre groupe.",
                en="Choose one of the kits on the page “Kits”, or ask your trainer to add this one "
                "to your group.",
            ),
        )
    return kits[name]


def _kit_page(
    request: Request,
    kit: str,
    person: SignedIn,
    browser: Browser,
    records: Records,
    *,
    monday: datetime.date | None,
    at: datetime.datetime | None,
    minutes: int = 60,
    refused: BookingRefusedError | None = None,
) -> Response:
    there, moment = known(records, person, kit), now()
    today = moment.astimezone(ZONE).date()
    limits = ledger.limits(records)
    last = today + datetime.timedelta(days=limits.days_ahead)
    first = min(max(monday_of(monday or today), monday_of(today)), monday_of(last))
    days = _week(records, kit, person, first, moment)
    proposed = at or ledger.first_free(records, kit, person, minutes, moment).starts
    shown: dict[str, Any] = {
        "kit": there,
        "days": days,
        "hours": range(FIRST_HOUR, LAST_HOUR),
        "first": first,
        "before": first - datetime.timedelta(days=7) if first > monday_of(today) else None,
        "after": first + datetime.timedelta(days=7) if first < monday_of(last) else None,
        "zone": ZONE,
        "today": today,
        "last": last,
        "starts": (proposed.astimezone(ZONE) if proposed.tzinfo else proposed),
        "minutes": minutes,
        "lengths": _lengths(records),
        "queue": len(ledger.queue(records, kit)),
        "refused": refused,
    }
    status = 409 if refused else 200
    return page(request, "learner/kit.html", person, browser, status=status, **shown)


def _week(
    records: Records, kit: str, person: SignedIn, first: datetime.date, moment: datetime.datetime
) -> list[Day]:
    since = datetime.datetime.combine(first, datetime.time(), ZONE)
    until = since + datetime.timedelta(days=8)
    return week(first, ledger.busy(records, kit, person, since, until), moment, ZONE)


def _lengths(records: Records) -> list[int]:
    longest = ledger.limits(records).longest_minutes
    return [each for each in LENGTHS if each <= longest] or [longest]


def _wish(starts: datetime.datetime, minutes: int) -> Span:
    return span(starts.astimezone(datetime.UTC), minutes)
