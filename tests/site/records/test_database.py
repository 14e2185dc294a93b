"""The site's own database: SQLite or PostgreSQL, made and brought up to date by migrations."""

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from postgres_server import running_postgresql
from sqlalchemy import MetaData, select
from sqlalchemy.exc import IntegrityError, StatementError

from campus5g.site.records import migrations
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Booking
from campus5g.site.records.cohorts import Enrolment, Errand
from campus5g.site.records.database import ADDRESS, Database, DatabaseError, metadata
from campus5g.site.records.people import Identity, Person


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
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


@pytest.fixture
def newer(database: Database) -> Database:
    """The database of a site whose version we don't have."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    return database


def test_a_database_of_a_newer_site_is_refused_in_a_sentence(newer: Database) -> None:
    with pytest.raises(DatabaseError, match="9999"):
        newer.upgrade()
    with pytest.raises(DatabaseError, match="9999"):
        newer.is_current()


def test_whether_a_database_is_current_is_found_without_changing_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    database.close()


@pytest.mark.parametrize("address", ["campus", "mysql://campus@/campus", "nosuch+driver://x/y"])
def test_an_address_of_no_database_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(DatabaseError, match="CAMPUS5G_DATABASE_URL"):
        Database(address)


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    file.write_text("A shopping list, by mistake. " * 100)

    with pytest.raises(DatabaseError, match="not a database"):
        Database(f"sqlite:///{file}").upgrade()


@pytest.mark.proof
@pytest.mark.parametrize("command", [["start", "--no-browser"], ["accounts", "list"]])
def test_a_wrong_role_is_one_sentence_and_an_exit_code(
    postgresql: str, tmp_path: Path, command: list[str]
) -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-c", "from campus5g.commands.main import main; main()"),
            *(*command, "--data", str(tmp_path / "data")),
        ],
        env={**os.environ, ADDRESS: postgresql.replace("grader@", "nobody@")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 1
    assert 'role "nobody" does not exist' in ended.stderr
    assert ADDRESS in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert len(ended.stderr.splitlines()) == 2


def test_a_site_of_an_earlier_version_keeps_its_steps(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO cohorts VALUES ('mill', 'Mill', 'fr', NULL, NULL, 'mixed', '', 0, 0.75,"
            " 0, 0, '[]', 0, '2026-11-01 08:00:00')"
        )
        for state in ("running", "running", "done"):
            connection.exec_driver_sql(
                "INSERT INTO errands (cohort_id, module, kind, started_at, state, problem)"
                " VALUES ('mill', '', 'build', '2026-11-01 09:00:00', ?, '')",
                (state,),
            )

    database.upgrade()

    with database.session() as records:
        states = records.scalars(select(Errand.state).order_by(Errand.id)).all()
    assert states == ["failed", "failed", "done"]
    database.close()


def test_what_an_older_version_has_kept_comes_through(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'older.sqlite'}")
    older = Config()
    older.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.engine.begin() as connection:
        older.attributes["connection"] = connection
        command.upgrade(older, "0002")
        tables = MetaData()
        tables.reflect(connection)
        day, moment = datetime.date(2026, 11, 2), datetime.datetime(2026, 11, 2, 9)
        of_cohort = {"title": "Quai", "language": "fr", "mode": "mixed", "place": "", "kits": []}
        numbers = {"planned_hours": 7, "pass_mark": 0.75}
        no = {"open_to_all": False, "graded_at_once": False, "archived": False}
        who = {"name": "ada", "role": "learner", "language": "fr", "pass_phrase_hash": "-"}
        rows: list[tuple[str, dict[str, object]]] = [
            ("people", {"id": 1, **who, "active": True, "signed_up": False, "created_at": moment}),
            ("cohorts", {"id": "quay", **of_cohort, **numbers, **no, "created_at": moment}),
            ("cohort_modules", {"id": 1, "cohort_id": "quay", "module": "radio", "position": 0}),
            (
                "enrolments",
                {"id": 1, "cohort_id": "quay", "person_id": 1, "enrolled_at": moment}
                | {"left_why": ""},
            ),
            ("attendances", {"enrolment_id": 1, "day": day, "half": "morning", "present": True}),
            (
                "bookings",
                {"id": 1, "kit": "bench", "person_id": 1, "made_at": moment}
                | {"starts_at": moment, "ends_at": moment},
            ),
        ]
        for table, values in rows:
            connection.execute(tables.tables[table].insert().values(**values))

    database.upgrade()

    with database.session() as records:
        (enrolment,) = records.scalars(select(Enrolment)).all()
        (mark,) = enrolment.attendances
        assert (enrolment.cohort.half_day_hours, enrolment.cohort.modules[0].opens_at) == (
            3.5,
            None,
        )
        assert (mark.present, mark.learner_signed_at) == (True, None)
        assert records.scalars(select(Booking.cohort_id)).all() == [None]
    database.close()
