"""Rows are copied from one database to another and back, with their sequences."""

from pathlib import Path

import pytest
from postgres_server import running_postgresql
from sqlalchemy import select

from campus5g.site.records.copying import copy_records, is_empty
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person

pytestmark = pytest.mark.proof


def test_a_site_moves_to_postgresql_and_back(tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'first.sqlite'}")
    first.upgrade()
    with first.session() as records:
        records.add(
            Person(
                name="ada",
                role="learner",
                language="fr",
                pass_phrase_hash="-",
                identity=Identity(first_name="Élodie"),
            )
        )
    with first.engine.begin() as connection:
        # As earlier versions of the site took it.
        connection.exec_driver_sql("UPDATE identities SET first_name = 'Élo' || char(0) || 'die'")
    with running_postgresql() as url:
        second = Database(url)
        assert is_empty(second)

        copy_records(first, second)

        assert not is_empty(second)
        with second.session() as records:
            records.add(Person(name="bob", role="learner", language="fr", pass_phrase_hash="-"))
        third = Database(f"sqlite:///{tmp_path / 'third.sqlite'}")
        copy_records(second, third)
        second.close()

    with third.session() as records:
        found = records.scalars(select(Person).order_by(Person.id)).unique().all()
        assert [(each.name, each.shown_name) for each in found] == [
            ("ada", "Élo\ufffddie"),
            ("bob", "bob"),
        ]
    first.close()
    third.close()
