"""The records of a site with a cohort that can vote."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.conducting import erase


@pytest.fixture(scope="session")
def voting_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('votes') / 'records.sqlite'}")
    database.upgrade()
    with database.session() as records:
        records.add(Person(name="tina", role="trainer", language="fr", pass_phrase_hash="-"))
        records.add(Person(name="ada", role="learner", language="en", pass_phrase_hash="-"))
        records.add(CohortRecord(id="quai", title="Quai", language="fr"))
    yield database
    database.close()


@pytest.fixture
def database(voting_records: Database) -> Iterator[Database]:
    """The same records for all tests, without the votes of the others."""
    yield voting_records
    with voting_records.session() as records:
        for vote in records.scalars(select(ClassVote)).all():
            erase(records, vote)
