"""Attendance from the learner's phone to the sheet and the training file."""

import datetime
import io
import re
import zipfile

import pypdf
import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.errors import CampusError
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Attendance, CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.teaching.attendance import sign_for_all, sign_oneself, signing
from campus5g.site.words import ZONE

DESK = "desk/rolling-mill"
TODAY = datetime.datetime.now(ZONE).date()


@pytest.fixture(autouse=True)
def _in_session(database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.starts, cohort.ends = TODAY, TODAY + datetime.timedelta(days=6)


def marks(database: Database) -> dict[str, Attendance]:
    with database.session() as records:
        return {
            records.get_one(Enrolment, mark.enrolment_id).person.name: mark
            for mark in records.scalars(select(Attendance))
        }


def text_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[ \n]+", " ", text)


def test_a_learner_signs_and_the_trainer_sees_it_ticked(
    as_visitor: AsVisitor, database: Database
) -> None:
    signed = as_visitor("ada").post("attendance/rolling-mill", half="morning")

    assert signed.status_code == 303
    assert marks(database)["ada"].learner_signed_at is not None
    assert "Signé à" in as_visitor("ada").get("attendance/rolling-mill").text
    page = as_visitor("tina").get(f"{DESK}/attendance").text
    morning = page.partition('value="morning"')[2].partition("</form>")[0]
    assert morning.count("checked") == 1
    assert "a signé à" in morning


def test_a_learner_of_another_group_cannot_sign(as_visitor: AsVisitor) -> None:
    assert as_visitor("eve").post("attendance/rolling-mill", half="morning").status_code == 404


def test_a_day_outside_the_session_cannot_be_signed(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        records.get_one(CohortRecord, "rolling-mill").starts = TODAY + datetime.timedelta(days=1)

    answer = as_visitor("ada").post("attendance/rolling-mill", half="morning")

    assert (answer.status_code, marks(database)) == (409, {})


def test_all_are_signed_present_at_once(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").post(
        f"{DESK}/attendance", day=TODAY.isoformat(), half="morning", all_present="true"
    )

    assert {name: mark.present for name, mark in marks(database).items()} == {
        "ada": True,
        "bob": True,
    }


def test_a_whole_group_is_signed_absent_only_when_that_is_meant(
    as_visitor: AsVisitor, database: Database
) -> None:
    asked = as_visitor("tina").post(f"{DESK}/attendance", day=TODAY.isoformat(), half="morning")

    assert asked.status_code == 422
    assert "tous absents" in asked.text
    assert marks(database) == {}
    as_visitor("tina").post(
        f"{DESK}/attendance", day=TODAY.isoformat(), half="morning", sure="true"
    )
    assert {mark.present for mark in marks(database).values()} == {False}


def test_the_sheet_shows_both_signatures_and_the_days_to_come(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("ada").post("attendance/rolling-mill", half="morning")
    with database.session() as records:
        ada = records.scalars(select(Person.id).where(Person.name == "ada")).one()
    as_visitor("tina").post(
        f"{DESK}/attendance", day=TODAY.isoformat(), half="morning", present=[ada]
    )

    sheets = text_of(as_visitor("tina").get(f"{DESK}/exports/attendance.pdf").content)
    later = TODAY + datetime.timedelta(days=1)
    one = text_of(
        as_visitor("tina").get(f"{DESK}/exports/attendance.pdf?day={later.isoformat()}").content
    )

    assert "signé sur son compte" in sheets
    assert "Tina Îlot" in sheets
    # A session of seven days has five working days, and perhaps today's weekend.
    assert sheets.count("matin") >= 5
    assert one.count("matin") == 1
    assert "✓" in sheets
    assert "✓" not in one


def test_attendance_and_hours_are_in_the_training_file(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("ada").post("attendance/rolling-mill", half="morning")
    as_visitor("tina").post(
        f"{DESK}/attendance", day=TODAY.isoformat(), half="morning", all_present="true"
    )

    content = as_visitor("tina").get(f"{DESK}/exports/learners/ada.zip").content
    text = text_of(zipfile.ZipFile(io.BytesIO(content)).read("dossier.pdf"))

    assert "Durée suivie" in text
    assert "3\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in text
    assert "Signature du participant" in text
    assert "Tina Îlot" in text


def test_home_asks_for_the_signature_until_it_is_given(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.starts = cohort.ends = TODAY
    assert "Signer ma présence" in as_visitor("ada").get("").text

    for half in ("morning", "afternoon"):
        as_visitor("ada").post("attendance/rolling-mill", half=half)

    assert "Signer ma présence" not in as_visitor("ada").get("").text


def test_a_learner_and_a_trainer_who_sign_at_once_are_told(database: Database) -> None:
    with database.session() as theirs:
        ada = theirs.scalars(select(Enrolment).join(Person).where(Person.name == "ada")).one()
        # Read before the learner's signature is there.
        assert ada.attendances == []
        with database.session() as hers, signing(hers):
            sign_oneself(hers.get_one(Enrolment, ada.id), "morning", now())
        tina = theirs.scalars(select(Person).where(Person.name == "tina")).one()

        with pytest.raises(CampusError, match=r"même instant|same moment"), signing(theirs):
            sign_for_all(ada.cohort, TODAY, "morning", {ada.person_id}, tina, now())
        theirs.rollback()
