"""Kits of a group: kept for the class, seen and cancelled by its trainer."""

import datetime

import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.site.booking.kits import BookableKit
from campus5g.site.portal.desk import kits
from campus5g.site.portal.learner import kits as learner_kits
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

DESK, KIT = "desk/rolling-mill", "hall-3"
TOMORROW = (datetime.datetime.now(ZONE) + datetime.timedelta(days=1)).date()


@pytest.fixture(autouse=True)
def _kit_of_the_group(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "rolling-mill").kits = [KIT]
    shared = [BookableKit(name, "Hall 3", "real", served=True) for name in (KIT, "other")]
    for module in (kits, learner_kits):
        monkeypatch.setattr(module, "bookable_kits", lambda _: shared)
        monkeypatch.setattr(module, "served_now", list)


def booked(database: Database, name: str, kit: str = KIT) -> int:
    with database.session() as records:
        began = now() - datetime.timedelta(minutes=10)
        booking = Booking(
            kit=kit,
            person_id=records.scalars(select(Person.id).where(Person.name == name)).one(),
            starts_at=began,
            ends_at=began + datetime.timedelta(hours=1),
        )
        records.add(booking)
        records.flush()
        return booking.id


def of_class(**changed: str) -> dict[str, str]:
    return {"kit": KIT, "date": TOMORROW.isoformat(), "begins": "08:30", "ends": "12:00"} | changed


def test_a_kit_is_kept_for_the_class_and_its_learners_book_turns(
    as_visitor: AsVisitor, database: Database
) -> None:
    kept = as_visitor("tina").post(f"{DESK}/kits", **of_class())
    turn = as_visitor("ada").post(
        f"kits/{KIT}/book", date=TOMORROW.isoformat(), time="09:00", minutes=60
    )

    assert (kept.status_code, turn.status_code) == (303, 303)
    page = as_visitor("tina").get(f"{DESK}/kits").text
    assert "tout le groupe, réservé par" in page
    assert "Ada Îlot" in page
    with database.session() as records:
        assert records.scalars(select(Booking.cohort_id)).all() == ["rolling-mill", None]


def test_a_time_that_ends_before_it_begins_is_refused_beside_the_form(
    as_visitor: AsVisitor, database: Database
) -> None:
    answer = as_visitor("tina").post(f"{DESK}/kits", **of_class(ends="08:00"))

    assert answer.status_code == 409
    assert 'value="08:00"' in answer.text


def test_a_kit_of_other_groups_is_not_kept(as_visitor: AsVisitor) -> None:
    assert as_visitor("tina").post(f"{DESK}/kits", **of_class(kit="other")).status_code == 404


def test_a_trainer_cancels_what_their_class_has_and_nothing_else(
    as_visitor: AsVisitor, database: Database
) -> None:
    of_ada, of_eve, elsewhere = (
        booked(database, "ada"),
        booked(database, "eve"),
        booked(database, "bob", "other"),
    )

    answers = [
        as_visitor("tina").post(f"{DESK}/kits/{each}/cancel").status_code
        for each in (of_ada, of_eve, elsewhere)
    ]

    assert answers == [303, 404, 404]
    with database.session() as records:
        assert records.get_one(Booking, of_ada).ends_at <= now()
        assert records.get_one(Booking, of_eve).ends_at > now()


def test_names_of_people_outside_the_group_are_not_shown(
    as_visitor: AsVisitor, database: Database
) -> None:
    booked(database, "eve")

    page = as_visitor("tina").get(f"{DESK}/kits").text

    assert "hors du groupe" in page
    assert "Eve Îlot" not in page


def test_a_learner_and_a_trainer_extend_a_running_booking(
    as_visitor: AsVisitor, database: Database
) -> None:
    booking = booked(database, "ada")

    assert as_visitor("bob").post(f"kits/bookings/{booking}/extend").status_code == 404
    assert as_visitor("ada").post(f"kits/bookings/{booking}/extend").status_code == 303
    assert as_visitor("tina").post(f"{DESK}/kits/{booking}/extend").status_code == 303

    with database.session() as records:
        found = records.get_one(Booking, booking)
        assert found.ends_at - found.starts_at == datetime.timedelta(hours=2)


def test_a_class_booking_is_given_back_at_the_desk_only(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("tina").post(f"{DESK}/kits", **of_class())
    with database.session() as records:
        booking = records.scalars(select(Booking.id)).one()

    assert as_visitor("tina").post(f"kits/bookings/{booking}/give-back").status_code == 404
    assert as_visitor("tina").post(f"{DESK}/kits/{booking}/cancel").status_code == 303
