"""A weighted choice and its tipping weight: lines worked out by hand, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.choosing_connectivity.weighted_choice.view import (
    CRITERIA,
    POINTS,
    panel,
)
from campus5g.courseware.weighted_choice import (
    Change,
    at_share,
    mean,
    nearest_change,
    tippings,
    winners,
)

TWO = {"cable": {"need": 1, "cost": 5}, "radio": {"need": 4, "cost": 1}}
"""By the share s of the need: cable 5 - 4 s, radio 1 + 3 s; they cross at 4/7."""

weights = st.fixed_dictionaries({name: st.floats(0.1, 5) for name in ("need", "cost", "repair")})
points = st.fixed_dictionaries(
    {
        option: st.fixed_dictionaries(
            {name: st.integers(0, 5) for name in ("need", "cost", "repair")}
        )
        for option in ("a", "b", "c")
    }
)


def test_two_lines_cross_where_they_do_by_hand() -> None:
    [only] = tippings(TWO, {"need": 1, "cost": 1}, "need")
    assert only.share == pytest.approx(4 / 7)
    assert (only.before, only.after) == ("cable", "radio")


def test_an_option_that_is_better_everywhere_is_never_tipped() -> None:
    better = {"a": {"need": 5, "cost": 5}, "b": {"need": 1, "cost": 2}}
    assert tippings(better, {"need": 1, "cost": 1}, "need") == []


def test_equal_options_win_together() -> None:
    alike = {"a": {"need": 3, "cost": 1}, "b": {"need": 1, "cost": 3}}
    assert winners(alike, {"need": 1, "cost": 1}) == ["a", "b"]


def test_no_weight_at_all_gives_no_mean() -> None:
    assert mean({"need": 3, "cost": 1}, {"need": 0, "cost": 0}) == 0


@given(points, weights)
def test_at_its_present_share_the_line_is_the_mean(
    points: dict[str, dict[str, int]], weights: dict[str, float]
) -> None:
    share = weights["need"] / sum(weights.values())
    for own in points.values():
        assert at_share(own, weights, "need", share) == pytest.approx(mean(own, weights))


@given(points, weights)
def test_the_winner_changes_at_each_tipping_and_nowhere_else(
    points: dict[str, dict[str, int]], weights: dict[str, float]
) -> None:
    found = tippings(points, weights, "need")
    for each in found:
        before, after = (
            at_share(points[option], weights, "need", each.share)
            for option in (each.before, each.after)
        )
        assert before == pytest.approx(after, abs=1e-6)
    assert [each.share for each in found] == sorted(each.share for each in found)


def told(**changed: float) -> dict[str, float]:
    """The explorer's weights: 2 each, but for some."""
    return {**dict.fromkeys(CRITERIA, 2.0), **changed}


def test_with_equal_weights_cable_and_wifi_win_by_a_notch() -> None:
    assert winners(POINTS, told()) == ["wifi"]
    assert mean(POINTS["wifi"], told()) == pytest.approx(3.8)
    assert mean(POINTS["private-5g"], told()) == pytest.approx(3.6)


def test_the_need_at_3_is_a_tie_and_at_4_private_5g_wins() -> None:
    assert winners(POINTS, told(need=3)) == ["wifi", "private-5g"]
    [tip] = tippings(POINTS, told(need=3), "need")
    assert round(tip.share, 2) == 0.27
    assert winners(POINTS, told(need=4)) == ["private-5g"]


def test_without_room_to_grow_the_need_tips_at_half() -> None:
    assert winners(POINTS, told(growth=0)) == ["wifi"]
    [tip] = tippings(POINTS, told(growth=0), "need")
    assert tip.share == pytest.approx(0.5)


def test_without_the_question_of_repair_private_5g_wins() -> None:
    assert winners(POINTS, told(repair=0)) == ["private-5g"]


def test_without_any_weight_nothing_is_chosen() -> None:
    chosen = panel()
    chosen.locked = False

    chosen.stops = dict.fromkeys(chosen.stops, 0)

    assert chosen.answer is not None
    assert (
        "rien n’est choisi" in chosen.answer.advice or "nothing is chosen" in chosen.answer.advice
    )


def test_the_nearest_change_is_the_one_to_the_next_crossing() -> None:
    # They cross where the need has 4/7 of the weights.
    assert nearest_change(TWO, {"need": 1, "cost": 1}) == Change(
        "need", 0.5, pytest.approx(4 / 7), "radio"
    )
    assert nearest_change(TWO, {"need": 3, "cost": 1}) == Change(
        "need", 0.75, pytest.approx(4 / 7), "cable"
    )


def test_an_option_that_is_best_throughout_has_no_change() -> None:
    best = {"cable": {"need": 4, "cost": 5}, "radio": {"need": 3, "cost": 1}}

    assert nearest_change(best, {"need": 1, "cost": 1}) is None


@given(points, weights)
def test_beyond_the_nearest_change_its_winner_wins(
    options: dict[str, dict[str, int]], given_weights: dict[str, float]
) -> None:
    change = nearest_change(options, given_weights)

    if change is not None:
        share = change.share
        tied = {
            option: at_share(own, given_weights, change.criterion, share)
            for option, own in options.items()
        }
        assert tied[change.winner] == pytest.approx(max(tied.values()), abs=1e-6)
