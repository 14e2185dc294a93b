"""The site's own database: SQLite or PostgreSQL, made and brought up to date by migrations."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres_server import running_postgresql
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.database import Database, metadata
from campus5g.site.records.people import Identity, Person


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.everything)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = (
        f"sqlite:///{tmp_path / 'records.sqlite'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql")
    )
    database = Database(url)
    database.upgrade()
    yield database
    metadata.drop_all(database.engine)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    database.close()


def person(name: str = "ada") -> Person:
    return Person(name=name, role="learner", language="fr", pass_phrase_hash="-")


def test_the_migrations_create_the_expected_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.session() as records:
        records.add(person())

    database.upgrade()

    with database.session() as records:
        assert records.scalars(select(Person.name)).all() == ["ada"]


def test_a_moment_comes_back_with_its_zone(database: Database) -> None:
    summer = datetime.datetime(2026, 7, 1, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    with database.session() as records:
        records.add(Booking(kit="bench", person=person(), starts_at=summer, ends_at=now()))

    with database.session() as records:
        found = records.scalars(select(Booking.starts_at)).one()
    assert found == summer
    assert found.tzinfo is datetime.UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    nowhere = datetime.datetime(2026, 7, 1, 9)
    with pytest.raises(StatementError, match="no time zone"), database.session() as records:
        records.add(Booking(kit="bench", person=person(), starts_at=nowhere, ends_at=now()))


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def add_ada_bob_and_ada() -> None:
        with database.session() as records:
            for name in ("ada", "bob", "ada"):
                records.add(person(name))
                records.flush()

    with pytest.raises(IntegrityError):
        add_ada_bob_and_ada()

    with database.session() as records:
        assert records.scalars(select(Person)).all() == []


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as records:
        records.add(Enrolment(cohort_id="nowhere", person=person()))


def test_erasing_an_identity_leaves_the_account(database: Database) -> None:
    with database.session() as records:
        known = person()
        known.identity = Identity(first_name="Ada", last_name="Lovelace")
        records.add(known)

    with database.session() as records:
        records.scalars(select(Person)).one().identity = None

    with database.session() as records:
        assert records.scalars(select(Identity)).all() == []
        assert records.scalars(select(Person)).one().shown_name == "ada"
