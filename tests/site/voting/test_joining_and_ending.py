"""Who is in a vote, and what stays when it has ended."""

import datetime

import pytest
from a_vote import begin, cast, come_in, go
from sqlalchemy import func, select

from campus5g.site.records.base import now
from campus5g.site.records.class_votes import CastVote, ClassVote, ClassVoter
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting import joining
from campus5g.site.voting.casting import Cast
from campus5g.site.voting.conducting import end, end_expired
from campus5g.site.voting.counting import kept_counts
from campus5g.site.voting.joining import (
    EndedError,
    FullError,
    NoNameError,
    join,
    new_secret,
    vote_by_code,
)


def code_of(database: Database, vote: int) -> str:
    with database.session() as records:
        return str(records.get_one(ClassVote, vote).code)


def there(database: Database, table: type) -> int:
    with database.session() as records:
        return records.scalar(select(func.count()).select_from(table)) or 0


def test_codes_are_random_consonants(database: Database) -> None:
    codes = {code_of(database, begin(database)) for _ in range(20)}

    assert len(codes) == 20
    assert all(len(code) == joining.CODE_LENGTH and not set(code) & set("AEIOUY") for code in codes)


def test_a_code_is_read_as_people_type_it(database: Database) -> None:
    vote = begin(database)
    code = code_of(database, vote)

    with database.session() as records:
        for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
            found = vote_by_code(records, typed)
            assert found is not None
            assert found.id == vote


def test_a_code_expires_with_its_vote(database: Database) -> None:
    ended, forgotten = begin(database), begin(database)
    codes = [code_of(database, each) for each in (ended, forgotten)]
    with database.session() as records:
        end(records, records.get_one(ClassVote, ended))
        records.get_one(ClassVote, forgotten).expires_at = now()

    with database.session() as records:
        assert [vote_by_code(records, each) for each in codes] == [None, None]


def test_a_form_that_is_sent_twice_makes_one_voter(database: Database) -> None:
    vote, secret = begin(database), new_secret()

    for _ in range(2):
        with database.session() as records:
            join(records, records.get_one(ClassVote, vote), None, "Zoé", secret)

    assert there(database, ClassVoter) == 1


def test_an_account_is_one_voter_on_two_phones_and_keeps_its_vote(database: Database) -> None:
    vote = begin(database)
    secrets = [new_secret(), new_secret()]
    go(database, vote, "next", "next")
    for number, secret in enumerate(secrets, start=1):
        with database.session() as records:
            ada = records.get_one(Person, 2)
            join(records, records.get_one(ClassVote, vote), ada, "", secret)
        cast(database, Cast(secret, 0, 1, number, ("a",)))

    assert there(database, ClassVoter) == 1
    assert there(database, CastVote) == 1
    assert cast(database, Cast(secrets[0], 0, 1, 3, ("b",))) == [None]


def test_nobody_joins_without_a_name(database: Database) -> None:
    vote = begin(database)

    with pytest.raises(NoNameError):
        come_in(database, vote, "  ")


def test_a_vote_has_room_for_a_class_and_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_VOTERS", 2)
    vote = begin(database)
    come_in(database, vote, "Ada")
    come_in(database, vote, "Bob")

    with pytest.raises(FullError):
        come_in(database, vote, "Eve")


def test_ending_keeps_counts_and_erases_names_and_single_votes(database: Database) -> None:
    vote = begin(database)
    ada, bob, eve = (come_in(database, vote, name) for name in ("Ada", "Bob", "Eve"))
    go(database, vote, "next", "next")
    cast(database, *(Cast(who, 0, 1, 1, ("b",)) for who in (ada, bob)))
    go(database, vote, "close", "open")
    cast(database, *(Cast(who, 0, 2, 1, ("a",)) for who in (ada, eve)))

    with database.session() as records:
        end(records, records.get_one(ClassVote, vote))

    assert there(database, ClassVoter) == there(database, CastVote) == 0
    with database.session() as records:
        ended = records.get_one(ClassVote, vote)
        kept, nothing = kept_counts(ended.results or [])
    assert ended.code is None
    assert [(each.voters, each.right, each.choices) for each in kept.rounds] == [
        (2, 0, {"b": 2}),
        (2, 2, {"a": 2}),
    ]
    assert (kept.both, kept.to_right, kept.from_right) == (1, 1, 0)
    assert nothing.rounds == []


def test_nobody_joins_a_vote_that_ended_while_they_typed(database: Database) -> None:
    vote = begin(database)
    with database.session() as records:
        end(records, records.get_one(ClassVote, vote))

    with pytest.raises(EndedError):
        come_in(database, vote, "Ada")
    assert there(database, ClassVoter) == 0


def test_the_site_ends_a_vote_that_its_trainer_forgot(database: Database) -> None:
    forgotten, running = begin(database), begin(database)
    come_in(database, forgotten, "Ada")
    with database.session() as records:
        past = now() - datetime.timedelta(minutes=1)
        records.get_one(ClassVote, forgotten).expires_at = past

    end_expired(database)

    with database.session() as records:
        assert records.get_one(ClassVote, forgotten).ended_at is not None
        assert records.get_one(ClassVote, running).ended_at is None
    assert there(database, ClassVoter) == 0
