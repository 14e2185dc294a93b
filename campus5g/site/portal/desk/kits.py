"""Kits of a group: kept for the class, and what its learners have booked."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from campus5g.site.booking import ledger
from campus5g.site.booking.kits import bookable_kits, served_now
from campus5g.site.booking.refusals import BookingRefusedError
from campus5g.site.booking.rules import Span
from campus5g.site.limits import Date, RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.learner.kits import EXTENSION_MINUTES
from campus5g.site.portal.learner.own_kit import lender
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking
from campus5g.site.words import ZONE

router = APIRouter(prefix="/desk/{cohort}/kits")


@router.get("")
def kits(desk: AtDesk) -> Response:
    """Show the bookings of the class, and the form that keeps a kit for it."""
    return _page(desk)


@router.post("", dependencies=[Meant])
def book(
    desk: AtDesk,
    kit: Annotated[str, Form(max_length=64)],
    date: Annotated[Date, Form()],
    begins: Annotated[datetime.time, Form()],
    ends: Annotated[datetime.time, Form()],
) -> Response:
    """Keep a kit for the class; a refusal is shown beside the form, which keeps its values."""
    if kit not in _kits_of_class(desk):
        raise NotFoundError
    first, last = (
        datetime.datetime.combine(date, each.replace(tzinfo=None), ZONE).astimezone(datetime.UTC)
        for each in (begins, ends)
    )
    typed = {"kit": kit, "date": date, "begins": begins, "ends": ends}
    try:
        ledger.book_for_class(desk.records, desk.person, desk.cohort, kit, Span(first, last), now())
    except BookingRefusedError as refused:
        return _page(desk, typed, refused)
    return desk.see("kits")


@router.post("/{booking}/cancel", dependencies=[Meant])
def cancel(desk: AtDesk, booking: RowNumber) -> Response:
    """Cancel a booking of the class or of one of its learners, or end it early."""
    found = _of_class(desk, booking)
    # A gateway may be slow to answer: nothing of the database is locked yet.
    lender.end(found, served_now())
    ledger.give_back(found, now())
    desk.records.flush()
    ledger.serve_queues(desk.records, now())
    return desk.see("kits")


@router.post("/{booking}/extend", dependencies=[Meant])
def extend(desk: AtDesk, booking: RowNumber) -> Response:
    """Let a booking of the class or of one of its learners end later, if the kit is free then."""
    found = _of_class(desk, booking)
    ledger.extend(desk.records, found, EXTENSION_MINUTES, now(), by_trainer=True)
    return desk.see("kits")


def _page(
    desk: Desk,
    typed: dict[str, object] | None = None,
    refused: BookingRefusedError | None = None,
) -> Response:
    moment = now()
    kits = _kits_of_class(desk)
    bookings = ledger.bookings_of_kits(desk.records, kits, moment)
    return desk.page(
        "planning/kits.html",
        409 if refused else 200,
        kits=kits,
        bookings=[(each, _is_of_class(desk, each)) for each in bookings],
        now=moment,
        today=moment.astimezone(ZONE).date(),
        typed=typed or {},
        refused=refused,
        extension=EXTENSION_MINUTES,
    )


def _kits_of_class(desk: Desk) -> list[str]:
    """Return the names of the kits that the class may have: its own, and shared virtual ones."""
    return [
        kit.name
        for kit in bookable_kits(desk.records)
        if kit.kind == "virtual" or kit.name in desk.cohort.kits
    ]


def _of_class(desk: Desk, booking: int) -> Booking:
    found = desk.records.get(Booking, booking)
    if found is None or not _is_of_class(desk, found):
        raise NotFoundError
    return found


def _is_of_class(desk: Desk, booking: Booking) -> bool:
    """Return whether a booking is the class's, or one of its learners' on a kit of the class."""
    if booking.cohort_id is not None:
        return booking.cohort_id == desk.cohort.id
    learners = {each.person_id for each in desk.cohort.enrolments if each.left_at is None}
    return booking.person_id in learners and booking.kit in _kits_of_class(desk)
