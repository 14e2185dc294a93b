"""Difficulty, discrimination, common wrong answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.learning.statistics.item_analysis import common_wrong, correlation, item_figures


def test_difficulty_is_the_mean_share() -> None:
    [figures] = item_figures({"ada": {"q": 1.0}, "bob": {"q": 0.5}, "eve": {"q": 0.0}})

    assert (figures.learners, figures.difficulty) == (3, 0.5)
    assert figures.discrimination is None


def test_an_item_that_goes_with_the_rest_discriminates_fully() -> None:
    shares = {f"learner-{n}": {"a": n / 9, "b": n / 9, "c": n / 9} for n in range(10)}

    assert [each.discrimination for each in item_figures(shares)] == [pytest.approx(1)] * 3


def test_an_item_that_discriminates_negatively_needs_review() -> None:
    shares = {f"learner-{n}": {"a": 1 - n / 9, "b": n / 9, "c": n / 9} for n in range(10)}
    odd = item_figures(shares)[0]

    assert odd.discrimination == pytest.approx(-1)
    assert odd.needs_review


def test_the_rest_leaves_the_item_itself_out() -> None:
    """With the item in the total, a random one would seem to go with it."""
    alternating = {f"learner-{n}": {"a": n % 2, "b": (n // 2) % 2} for n in range(8)}

    assert item_figures(alternating)[0].discrimination == pytest.approx(0)


def test_learners_may_have_done_different_items() -> None:
    shares = {"ada": {"a": 1.0, "b": 0.0}, "bob": {"b": 1.0, "c": 1.0}}

    assert [(each.item, each.learners) for each in item_figures(shares)] == [
        ("a", 1),
        ("b", 2),
        ("c", 1),
    ]


def test_an_item_everyone_solves_has_no_discrimination() -> None:
    shares = {f"learner-{n}": {"a": 1.0, "b": n / 9} for n in range(10)}

    assert item_figures(shares)[0].discrimination is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40))
def test_a_correlation_lies_between_minus_one_and_one(pairs: list[tuple[float, float]]) -> None:
    found = correlation(pairs)

    assert found is None or -1.000001 <= found <= 1.000001


def test_common_wrong_answers_are_given_by_several_learners() -> None:
    answers = [("q", "gNB")] * 3 + [("q", "UPF")] * 2 + [("q", "AMF"), ("r", "SMF")]

    assert common_wrong(answers) == {"q": [("gNB", 3), ("UPF", 2)], "r": []}
