"""The votes of a class that arrive together are kept together."""

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from campus5g.manifest import Text
from campus5g.site.portal.live import ballot_box
from campus5g.site.portal.live.announcing import Announcer
from campus5g.site.portal.live.ballot_box import BallotBox
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.casting import Cast, Kept
from campus5g.site.voting.conducting import start, take_step
from campus5g.site.voting.joining import join, new_secret
from campus5g.site.voting.questions import Choice, Question

PHONES = 20


@pytest.fixture
def secrets(database: Database) -> list[str]:
    """Phones in a room whose vote is open."""
    secrets = [new_secret() for _ in range(PHONES)]
    question = Question(
        id="one",
        origin="quiz",
        prompt=Text(fr="Où ?", en="Where?"),
        choices=[Choice(id=each, fr=each, en=each) for each in ("a", "b")],
        right=["a"],
    )
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        row = start(records, cohort, "essentials-why-5g", records.get_one(Person, 4), [question])
        for number, secret in enumerate(secrets):
            join(records, row, None, f"Phone {number}", secret)
        for _ in ("skip", "open"):
            take_step(records, row, "next", row.revision)
    return secrets


def ballot(secret: str, number: int = 1) -> Cast:
    return Cast(secret, 0, 1, number, ("a",))


async def test_votes_that_wait_together_are_few_transactions(
    database: Database, secrets: list[str]
) -> None:
    box, commits = BallotBox(database, Announcer()), list[object]()
    event.listen(database.engine, "commit", commits.append)

    kept = await asyncio.gather(*(box.cast(ballot(each)) for each in secrets))

    assert all(isinstance(each, Kept) for each in kept)
    assert len(commits) <= 2


async def test_a_phone_that_went_away_keeps_its_vote_and_stops_nobody(
    database: Database, secrets: list[str]
) -> None:
    box = BallotBox(database, Announcer())
    gone = asyncio.create_task(box.cast(ballot(secrets[0])))
    other = asyncio.create_task(box.cast(ballot(secrets[1])))
    await asyncio.sleep(0)

    gone.cancel()

    assert isinstance(await other, Kept)
    assert await box.cast(ballot(secrets[0])) == Kept(1, 1, ("a",))


async def test_a_database_that_is_away_is_told_to_each_and_the_next_vote_is_taken(
    database: Database, secrets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = BallotBox(database, Announcer())
    with monkeypatch.context() as away:

        def locked(*_: object) -> None:
            raise OperationalError("INSERT", None, Exception("database is locked"))

        away.setattr(ballot_box, "cast_all", locked)
        found = await asyncio.gather(
            *(box.cast(ballot(each)) for each in secrets[:2]), return_exceptions=True
        )

    assert all(isinstance(each, OperationalError) for each in found)
    assert isinstance(await box.cast(ballot(secrets[0])), Kept)


async def test_screens_are_told_after_the_vote_is_kept(
    database: Database, secrets: list[str]
) -> None:
    announcer = Announcer()
    box = BallotBox(database, announcer)
    with database.session() as records:
        vote = records.query(ClassVote.id).scalar()

    with announcer.listening(vote, "count") as heard:
        await box.cast(ballot(secrets[0]))
        async with asyncio.timeout(60):
            await heard.wait()
