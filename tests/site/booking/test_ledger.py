"""Bookings in the database."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records
from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.site.booking import ledger
from campus5g.site.booking.refusals import BookingRefusedError
from campus5g.site.booking.rules import span
from campus5g.site.records.bookings import Booking, Maintenance
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person

NOW = datetime.datetime(2026, 11, 25, 10, 0, tzinfo=datetime.UTC)
KIT = "hall-3"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Session]:
    database = new_records(tmp_path / "records.sqlite")
    with database.session() as records:
        records.add_all(
            Person(name=name, role="learner", language="fr", pass_phrase_hash="-")
            for name in ("ada", "bob", "eve")
        )
        records.flush()
        yield records
    database.close()


def who(records: Session, name: str) -> Person:
    return records.scalars(select(Person).where(Person.name == name)).one()


def later(minutes: float) -> datetime.datetime:
    return NOW + datetime.timedelta(minutes=minutes)


def test_a_booking_is_kept(records: Session) -> None:
    ledger.book(records, who(records, "ada"), KIT, span(later(30), 60), NOW)

    [kept] = ledger.bookings_of(records, who(records, "ada"), NOW)
    assert (kept.kit, kept.starts_at, kept.ends_at) == (KIT, later(30), later(90))


def test_a_taken_kit_is_refused_with_its_reason(records: Session) -> None:
    ledger.book(records, who(records, "ada"), KIT, span(later(30), 60), NOW)

    with pytest.raises(BookingRefusedError) as refused:
        ledger.book(records, who(records, "bob"), KIT, span(later(60), 60), NOW)

    assert refused.value.reason == "taken"


def test_a_kit_under_repair_is_refused(records: Session) -> None:
    records.add(Maintenance(kit=KIT, starts_at=later(0), ends_at=later(60)))

    with pytest.raises(BookingRefusedError, match="maintenance"):
        ledger.book(records, who(records, "ada"), KIT, span(later(30), 60), NOW)


def test_a_cancelled_booking_frees_the_kit(records: Session) -> None:
    booking = ledger.book(records, who(records, "ada"), KIT, span(later(30), 60), NOW)

    ledger.give_back(booking, NOW)

    assert ledger.bookings_of(records, who(records, "ada"), NOW) == []
    ledger.book(records, who(records, "bob"), KIT, span(later(30), 60), NOW)


def test_cancelling_a_running_booking_ends_it_now(records: Session) -> None:
    booking = ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)

    ledger.give_back(booking, later(20))

    assert (booking.ends_at, booking.cancelled_at) == (later(20), None)


def test_the_queue_is_served_in_order(records: Session) -> None:
    ledger.book(records, who(records, "eve"), KIT, span(NOW, 30), NOW)
    ledger.wait_for(records, who(records, "ada"), KIT, 60)
    ledger.wait_for(records, who(records, "bob"), KIT, 60)

    assert ledger.serve_queues(records, later(10)) == []
    [first] = ledger.serve_queues(records, later(30))
    [second] = ledger.serve_queues(records, later(90))

    assert (first.person_id, first.ends_at) == (who(records, "ada").id, later(90))
    assert second.person_id == who(records, "bob").id
    assert ledger.queue(records, KIT) == []


def test_a_learner_waits_once_for_a_kit(records: Session) -> None:
    ledger.wait_for(records, who(records, "ada"), KIT, 60)

    with pytest.raises(CampusError):
        ledger.wait_for(records, who(records, "ada"), KIT, 30)


@pytest.mark.parametrize(
    ("minutes", "running"), [(-16, None), (-15, False), (0, True), (59, True), (60, None)]
)
def test_a_reminder_shows_from_fifteen_minutes_before_until_the_end(
    records: Session, minutes: float, running: bool | None
) -> None:
    begins = later(100)
    ledger.book(records, who(records, "ada"), KIT, span(begins, 60), NOW)

    found = ledger.reminder(
        records, who(records, "ada"), begins + datetime.timedelta(minutes=minutes)
    )

    assert (found.running if found else None) == running


def test_other_learners_bookings_show_no_name(records: Session) -> None:
    mine = ledger.book(records, who(records, "ada"), KIT, span(later(30), 60), NOW)
    ledger.book(records, who(records, "bob"), KIT, span(later(90), 60), NOW)

    found = ledger.busy(records, KIT, who(records, "ada"), NOW, later(600))

    assert [(each.state, each.booking) for each in found] == [("mine", mine.id), ("taken", None)]


def test_the_next_free_time_follows_adjacent_bookings(records: Session) -> None:
    ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)
    records.add(Maintenance(kit=KIT, starts_at=later(60), ends_at=later(120)))

    assert ledger.first_free(records, KIT, who(records, "ada"), 60, NOW).starts == later(120)


def test_bookings_of_other_kits_do_not_matter(records: Session) -> None:
    ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)
    ledger.book(records, who(records, "bob"), "quay", span(NOW, 60), NOW)

    assert len(records.scalars(select(Booking)).all()) == 2


@pytest.fixture
def quay(records: Session) -> CohortRecord:
    """A class of ada and bob; eve is in none."""
    cohort = CohortRecord(
        id="quay",
        title="Quai",
        language="fr",
        trainers=[Person(name="tina", role="trainer", language="fr", pass_phrase_hash="-")],
        enrolments=[Enrolment(person=who(records, name)) for name in ("ada", "bob")],
    )
    records.add(cohort)
    records.flush()
    return cohort


def test_a_class_has_a_kit_for_longer_than_one_person_may(
    records: Session, quay: CohortRecord
) -> None:
    tina = who(records, "tina")

    kept = ledger.book_for_class(records, tina, quay, KIT, span(later(30), 210), NOW)

    assert kept.ends_at == later(240)
    # It is no turn of the trainer's own: no notebook of theirs gets the kit by it.
    assert ledger.bookings_of(records, tina, NOW) == []


def test_learners_of_the_class_book_turns_within_it_and_others_do_not(
    records: Session, quay: CohortRecord
) -> None:
    ledger.book_for_class(records, who(records, "tina"), quay, KIT, span(NOW, 240), NOW)

    ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)
    with pytest.raises(BookingRefusedError) as refused:
        ledger.book(records, who(records, "eve"), KIT, span(later(60), 60), NOW)
    with pytest.raises(BookingRefusedError) as turn_taken:
        ledger.book(records, who(records, "bob"), KIT, span(later(30), 60), NOW)

    assert (refused.value.reason, turn_taken.value.reason) == ("taken", "taken")
    assert ledger.first_free(records, KIT, who(records, "eve"), 60, NOW).starts == later(240)
    assert ledger.first_free(records, KIT, who(records, "bob"), 60, NOW).starts == later(60)


def test_the_calendar_tells_a_class_from_what_is_taken(
    records: Session, quay: CohortRecord
) -> None:
    ledger.book_for_class(records, who(records, "tina"), quay, KIT, span(NOW, 240), NOW)

    states = {
        name: [each.state for each in ledger.busy(records, KIT, who(records, name), NOW, later(60))]
        for name in ("ada", "eve")
    }

    assert states == {"ada": ["class"], "eve": ["taken"]}


def test_a_class_is_refused_what_others_have_but_not_its_own_learners_turns(
    records: Session, quay: CohortRecord
) -> None:
    tina = who(records, "tina")
    ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)
    ledger.book(records, who(records, "eve"), KIT, span(later(120), 60), NOW)

    ledger.book_for_class(records, tina, quay, KIT, span(NOW, 120), NOW)
    with pytest.raises(BookingRefusedError) as refused:
        ledger.book_for_class(records, tina, quay, KIT, span(later(150), 60), NOW)

    assert refused.value.reason == "taken"


def test_the_queue_of_a_class_is_served_within_its_time(
    records: Session, quay: CohortRecord
) -> None:
    ledger.book_for_class(records, who(records, "tina"), quay, KIT, span(NOW, 240), NOW)
    ledger.wait_for(records, who(records, "eve"), KIT, 30)
    ledger.wait_for(records, who(records, "bob"), KIT, 30)

    given = ledger.serve_queues(records, NOW)

    assert [each.person_id for each in given] == [who(records, "bob").id]


def test_a_running_booking_is_extended_while_nobody_comes_after(records: Session) -> None:
    booking = ledger.book(records, who(records, "ada"), KIT, span(NOW, 60), NOW)
    ledger.book(records, who(records, "bob"), KIT, span(later(90), 60), NOW)

    ledger.extend(records, booking, 30, later(45))
    with pytest.raises(BookingRefusedError) as refused:
        ledger.extend(records, booking, 30, later(45))

    assert booking.ends_at == later(90)
    assert refused.value.reason == "taken"


def test_an_extension_keeps_to_what_one_person_may_have_but_not_a_trainers(
    records: Session,
) -> None:
    booking = ledger.book(records, who(records, "ada"), KIT, span(NOW, 120), NOW)

    with pytest.raises(BookingRefusedError) as refused:
        ledger.extend(records, booking, 30, NOW)
    ledger.extend(records, booking, 30, NOW, by_trainer=True)

    assert refused.value.reason == "too-long"
    assert booking.ends_at == later(150)


def test_a_class_keeps_its_kit_for_longer_although_a_learners_turn_follows(
    records: Session, quay: CohortRecord
) -> None:
    kept = ledger.book_for_class(records, who(records, "tina"), quay, KIT, span(NOW, 60), NOW)
    ledger.book(records, who(records, "ada"), KIT, span(later(60), 60), NOW)

    ledger.extend(records, kept, 30, NOW, by_trainer=True)

    assert kept.ends_at == later(90)
