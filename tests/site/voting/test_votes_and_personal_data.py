"""What a person may ask for of a vote, and what retention erases of it."""

from pathlib import Path

from a_vote import begin, cast, go
from sqlalchemy import select

from campus5g.site.accounts.own_data import as_data
from campus5g.site.administration.retention import Due, erase
from campus5g.site.folders import SiteFolders
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.casting import Cast
from campus5g.site.voting.conducting import end
from campus5g.site.voting.joining import join, new_secret


def test_a_persons_data_has_their_votes_until_the_vote_ends(
    database: Database, tmp_path: Path
) -> None:
    vote, secret, folders = begin(database), new_secret(), SiteFolders(tmp_path)
    with database.session() as records:
        join(records, records.get_one(ClassVote, vote), records.get_one(Person, 2), "", secret)
    go(database, vote, "next", "next")
    cast(database, Cast(secret, 0, 1, 1, ("b",)))

    with database.session() as records:
        (running,) = as_data(records, folders, records.get_one(Person, 2))["class_votes"]
        end(records, records.get_one(ClassVote, vote))
        ended = as_data(records, folders, records.get_one(Person, 2))["class_votes"]

    assert [each["choices"] for each in running["votes"]] == [["b"]]
    assert "token_hash" not in running
    assert ended == []


def test_counts_go_with_the_proofs_of_their_training(database: Database, tmp_path: Path) -> None:
    vote = begin(database)
    with database.session() as records:
        end(records, records.get_one(ClassVote, vote))

    with database.session() as records:
        cohort = records.get_one(CohortRecord, "quai")
        erase(records, SiteFolders(tmp_path), Due([], [cohort], []))

    with database.session() as records:
        assert records.scalars(select(ClassVote)).all() == []
