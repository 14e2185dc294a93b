"""What version 0.2.0 kept of a group comes through the migrations as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.certificates.issuing import content_of
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord, Enrolment, Grading, HelpRequest
from campus5g.site.records.database import Database
from campus5g.site.settings import settings

WRITTEN = Path(__file__).with_name("records_of_0_2_0.sql")
"""The database of a site that ran 0.2.0: a trainer, two learners, a module and a lab from release
to attestation, each step by the site's own forms; without the demo and the log."""

LEARNER, PASS_PHRASE = "ada", "fizoru-tozute-motude-paseto"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "records.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(WRITTEN.read_text())
    database = Database(f"sqlite:///{file}")
    assert not database.is_current()
    database.upgrade()
    yield database
    database.close()


def test_people_sign_in_with_the_pass_phrases_they_had(database: Database) -> None:
    accounts = Accounts(database)

    assert {account.name for account in accounts.all()} == {"ada", "alma", "bob", "dominique"}
    assert accounts.verify(LEARNER, PASS_PHRASE)
    assert accounts.verify(LEARNER, "another pass phrase") is None
    assert accounts.shown_name("bob") == "Bob Noël"


def test_the_group_has_its_modules_dates_and_more_time_for_one_learner(database: Database) -> None:
    with database.session() as records:
        group = records.scalars(select(CohortRecord)).one()
        module, lab = group.modules

        assert (module.module, lab.module) == ("essentials-why-5g", "packet-capture")
        assert all((module.released_at, lab.released_at, lab.feedback_at, lab.due_at))
        (extension,) = lab.extensions
        assert extension.due_at > lab.due_at
        assert {each.state for each in records.scalars(select(Grading))} == {"done"}


def test_signed_attendance_is_what_was_signed(database: Database) -> None:
    with database.session() as records:
        signed = {
            (enrolment.person.name, mark.half): (mark.present, mark.signed_at is not None)
            for enrolment in records.scalars(select(Enrolment))
            for mark in enrolment.attendances
        }

    assert signed == {
        ("ada", "morning"): (True, True),
        ("ada", "afternoon"): (True, True),
        ("bob", "morning"): (True, True),
        ("bob", "afternoon"): (False, True),
    }


def test_documents_still_prove_what_they_said(database: Database) -> None:
    with database.session() as records:
        documents = records.scalars(select(Certificate)).all()

        assert {each.kind for each in documents} == {"attestation", "completion"}
        for each in documents:
            content = content_of(each)
            assert content.provider.name == "Port de Formation"


def test_questions_keep_their_answers_and_settings_their_values(database: Database) -> None:
    with database.session() as records:
        (question,) = records.scalars(select(HelpRequest)).all()
        chosen = settings(records)

    assert (question.question, question.answer) == ("Où est la porte 3 ?", "Au bout du quai.")
    assert chosen.provider.siret == "12345678901234"
    assert chosen.retention.proof_years == 7
