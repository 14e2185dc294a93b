"""Votes as phones send them: in any order, late, again, or after the round; each counts once."""

import threading
from dataclasses import replace

import pytest
from a_vote import ONE, begin, cast, come_in, go
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.database import Database
from campus5g.site.voting.casting import Cast, Kept, Refused
from campus5g.site.voting.conducting import end, remove, take_step
from campus5g.site.voting.counting import Counts, counts_of
from campus5g.site.voting.joining import new_secret

PHONES = 5


def counts(database: Database, vote: int) -> Counts:
    with database.session() as records:
        return counts_of(records, vote, [ONE])[0]


def opened(database: Database) -> int:
    vote = begin(database)
    go(database, vote, "next", "next")
    return vote


def test_a_vote_is_kept_before_it_is_acknowledged(database: Database) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")

    outcome = cast(database, Cast(ada, 0, 1, 1, ("a",)))

    assert outcome == [Kept(vote, 1, ("a",))]
    assert counts(database, vote).rounds[0].choices == {"a": 1}


def test_the_same_vote_twice_counts_once(database: Database) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")
    sent = Cast(ada, 0, 1, 1, ("b",))

    cast(database, sent, sent)
    cast(database, sent)

    assert counts(database, vote).rounds[0].voters == 1


def test_a_repetition_that_arrives_after_a_change_changes_nothing(database: Database) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")
    first = Cast(ada, 0, 1, 1, ("b",))

    cast(database, replace(first, number=2, choices=("a",)))
    outcome = cast(database, first)

    assert outcome == [Kept(vote, 2, ("a",))]
    assert counts(database, vote).rounds[0].choices == {"a": 1}


@pytest.mark.parametrize(
    "sent",
    [
        {"round": 2},
        {"question": 1},
        {"choices": ()},
        {"choices": ("a", "b")},
        {"choices": ("z",)},
    ],
    ids=str,
)
def test_what_can_not_be_voted_is_refused(database: Database, sent: dict[str, object]) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")

    outcome = cast(database, replace(Cast(ada, 0, 1, 1, ("a",)), **sent))

    assert outcome == [Refused(vote)]
    assert counts(database, vote).rounds == []


def test_a_vote_after_closing_is_refused_and_the_one_before_stays(database: Database) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")
    cast(database, Cast(ada, 0, 1, 1, ("a",)))
    go(database, vote, "close")

    outcome = cast(database, Cast(ada, 0, 1, 2, ("b",)))

    assert outcome == [Refused(vote)]
    assert counts(database, vote).rounds[0].choices == {"a": 1}


def test_a_stranger_votes_on_nothing(database: Database) -> None:
    vote = opened(database)

    assert cast(database, Cast(new_secret(), 0, 1, 1, ("a",))) == [None]
    assert counts(database, vote).rounds == []


def test_someone_who_was_removed_no_longer_counts(database: Database) -> None:
    vote = opened(database)
    ada = come_in(database, vote, "Ada")
    cast(database, Cast(ada, 0, 1, 1, ("a",)))

    with database.session() as records:
        row = records.get_one(ClassVote, vote)
        remove(records, row, row.voters[0].id)

    assert cast(database, Cast(ada, 0, 1, 2, ("a",))) == [None]
    assert counts(database, vote).rounds == []


def test_votes_of_two_classes_sent_together_stay_apart(database: Database) -> None:
    here, there = opened(database), opened(database)
    ada, bob = come_in(database, here, "Ada"), come_in(database, there, "Bob")

    cast(database, Cast(ada, 0, 1, 1, ("a",)), Cast(bob, 0, 1, 1, ("b",)))

    assert counts(database, here).rounds[0].choices == {"a": 1}
    assert counts(database, there).rounds[0].choices == {"b": 1}


def test_a_step_that_is_sent_twice_is_taken_once(database: Database) -> None:
    vote = begin(database)
    with database.session() as records:
        row = records.get_one(ClassVote, vote)
        seen = row.revision
        assert take_step(records, row, "next", seen)

    with database.session() as records:
        assert not take_step(records, records.get_one(ClassVote, vote), "next", seen)
        assert records.get_one(ClassVote, vote).position == 0


def test_what_was_acknowledged_is_what_counts_though_the_vote_closes_meanwhile(
    database: Database,
) -> None:
    vote = opened(database)
    secrets = [come_in(database, vote, f"Phone {number}") for number in range(20)]
    acknowledged: list[str] = []

    def send(secret: str) -> None:
        outcome = cast(database, Cast(secret, 0, 1, 1, ("a",)))
        if isinstance(outcome[0], Kept):
            acknowledged.append(secret)

    threads = [threading.Thread(target=send, args=(each,)) for each in secrets]
    for each in threads[:10]:
        each.start()
    go(database, vote, "close")
    for each in threads[10:]:
        each.start()
    for each in threads:
        each.join()

    counted = counts(database, vote)
    assert (counted.rounds[0].voters if counted.rounds else 0) == len(acknowledged)


phones = st.integers(0, PHONES - 1)
sent = st.tuples(phones, st.integers(1, 2), st.integers(1, 4), st.sampled_from("abc"))
events = st.lists(sent | st.just("step"), max_size=40)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(events, st.randoms(use_true_random=False))
def test_in_any_order_each_voter_counts_once_a_round_with_the_last_choice(
    voting_records: Database, happened: list[object], chance: object
) -> None:
    database = voting_records
    vote = opened(database)
    secrets = [come_in(database, vote, f"Phone {number}") for number in range(PHONES)]
    expected: dict[tuple[int, int], tuple[int, str]] = {}
    here = 1
    taken = 0

    for each in happened:
        if each == "step":
            # close, open, close: then nothing of the first question is open any more.
            if taken < 3:
                go(database, vote, ("close", "open", "close")[taken])
                taken += 1
                here = {1: 0, 2: 2, 3: 0}[taken]
            continue
        phone, round_, number, choice = each  # type: ignore[misc]
        vote_sent = Cast(secrets[phone], 0, round_, number, (choice,))
        # An answer that is lost makes the phone send again: both arrive, perhaps in one go.
        cast(database, *[vote_sent] * chance.choice([1, 2, 3]))  # type: ignore[attr-defined]
        if round_ == here and number > expected.get((round_, phone), (0, ""))[0]:
            expected[round_, phone] = number, choice

    counted = counts(database, vote)
    for round_, count in enumerate(counted.rounds, start=1):
        those = [choice for (of, _), (_, choice) in expected.items() if of == round_]
        assert count.voters == len(those)
        assert count.choices == {each: those.count(each) for each in set(those)}
    assert len(counted.rounds) == max((of for of, _ in expected), default=0)
    with database.session() as records:
        end(records, records.get_one(ClassVote, vote))
