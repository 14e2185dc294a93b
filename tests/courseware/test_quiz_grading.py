"""How much of a question an answer gets, whatever a learner writes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_keys import JSON_VALUES, KEYS, QUANTITIES, multiple_keys, numeric_keys, right_answer

from campus5g.courseware.quiz.grading import number_of, plain, share
from campus5g.courseware.quiz.keys import (
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)

SINGLE = SingleKey(answer="b", nearly=["c"])
MULTIPLE = MultipleKey(choices=["a", "b", "c", "d"], answer=["a", "b"])
ORDER = OrderKey(answer=["ue", "gnb", "upf", "server"])
MATCH = MatchKey(answer={"upf": "data", "amf": "access", "smf": "sessions"})
DELAY = NumericKey(answer=12.0, tolerance=0.5, units={"ms": 1.0, "s": 1000.0})
SLICE = TextKey(answer=["tranche", "tranche réseau", "slice"], nearly=["sous-réseau"])


@given(KEYS)
def test_the_right_answer_earns_all_points(key: Key) -> None:
    assert share(key, right_answer(key)) == 1.0


@given(KEYS, JSON_VALUES)
def test_any_answer_earns_between_zero_and_all(key: Key, answer: Any) -> None:
    assert 0.0 <= share(key, answer) <= 1.0


@given(KEYS, st.sampled_from([None, [], {}, "", {"value": "", "unit": "ms"}, 3.5, [[]], [{}]]))
def test_missing_and_malformed_answers_earn_nothing(key: Key, answer: Any) -> None:
    assert share(key, answer) == 0.0


@given(multiple_keys(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_choices_changes_nothing(key: MultipleKey, chance: Any, data: Any) -> None:
    answer = data.draw(st.lists(st.sampled_from(key.choices), unique=True))
    mixed = key.model_copy(update={"choices": chance.sample(key.choices, len(key.choices))})

    assert share(mixed, chance.sample(answer, len(answer))) == share(key, answer)


@given(multiple_keys(), st.data())
def test_an_extra_wrong_choice_never_helps(key: MultipleKey, data: Any) -> None:
    answer = data.draw(st.lists(st.sampled_from(key.choices), unique=True))
    wrong = [choice for choice in key.choices if choice not in key.answer + answer]

    assert all(share(key, [*answer, choice]) <= share(key, answer) for choice in wrong)


@given(numeric_keys(), QUANTITIES)
def test_a_unit_only_scales_the_number(key: NumericKey, seconds: float) -> None:
    in_seconds = share(key, {"value": repr(seconds), "unit": "s"})
    in_milliseconds = share(key, {"value": repr(seconds * 1000), "unit": "ms"})

    assert in_seconds == in_milliseconds


@pytest.mark.parametrize(
    ("key", "answer", "expected"),
    [
        (SINGLE, "b", 1.0),
        (SINGLE, "c", 0.5),
        (SINGLE, "a", 0.0),
        (MULTIPLE, ["a"], 0.5),
        (MULTIPLE, ["a", "b", "c"], 0.5),
        (MULTIPLE, ["a", "b", "c", "d"], 0.0),
        (MULTIPLE, ["a", "a"], 0.5),
        (MULTIPLE, ["a", "elsewhere"], 0.0),
        (ORDER, ["gnb", "ue", "upf", "server"], 4 / 6),
        (ORDER, ["server", "upf", "gnb", "ue"], 0.0),
        (ORDER, ["ue", "gnb", "upf"], 0.0),
        (MATCH, {"upf": "data", "amf": "sessions"}, 1 / 3),
        (MATCH, {"upf": ["data"]}, 0.0),
        (DELAY, {"value": "12,4", "unit": "ms"}, 1.0),
        (DELAY, {"value": "0.0125", "unit": "s"}, 1.0),
        (DELAY, {"value": "13", "unit": "ms"}, 0.5),
        (DELAY, {"value": "13,1", "unit": "ms"}, 0.0),
        (DELAY, {"value": "12", "unit": "µs"}, 0.0),
        (DELAY, {"value": "nan", "unit": "ms"}, 0.0),
        (SLICE, "  Tranche RESEAU. ", 1.0),
        (SLICE, "Sous-réseau", 0.5),
        (SLICE, "tranhce", 0.5),
        (SLICE, "branche", 0.5),
        (SLICE, "antenne", 0.0),
    ],
)
def test_partial_credit_follows_the_formula_of_its_kind(
    key: Key, answer: Any, expected: float
) -> None:
    assert share(key, answer) == pytest.approx(expected)


@pytest.mark.parametrize("given", ["USB", "UFP", "UP"])
def test_a_short_name_with_another_letter_is_another_name(given: str) -> None:
    assert share(TextKey(answer=["UPF"]), given) == 0.0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 000,5", 1000.5),
        ("1\N{NARROW NO-BREAK SPACE}000", 1000.0),
        ("\N{MINUS SIGN}85", -85.0),
        ("1e-3", 0.001),
        (7, 7.0),
        ("", None),
        ("1.000.000", None),
        ("infinity", None),
        ("1e999", None),
        (float("nan"), None),
        (10**400, None),
        (True, None),
    ],
)
def test_numbers_are_read_as_people_write_them(written: object, number: float | None) -> None:
    assert number_of(written) == number


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    assert plain("  L’Écoute-\tTÉMOIN ! ") == "l ecoute temoin"
