"""Keys and answers of every kind, as hypothesis finds them."""

import string
from typing import Any

from hypothesis import strategies as st

from campus5g.courseware.quiz.keys import (
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)

IDS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=4)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | IDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(IDS, inner, max_size=4),
    max_leaves=8,
)
QUANTITIES = st.floats(-1e6, 1e6)


@st.composite
def single_keys(draw: st.DrawFn) -> SingleKey:
    answer, *nearly = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    return SingleKey(answer=answer, nearly=nearly)


@st.composite
def multiple_keys(draw: st.DrawFn) -> MultipleKey:
    choices = draw(st.lists(IDS, min_size=2, max_size=7, unique=True))
    answer = draw(st.lists(st.sampled_from(choices), min_size=1, unique=True))
    return MultipleKey(choices=choices, answer=answer)


@st.composite
def match_keys(draw: st.DrawFn) -> MatchKey:
    return MatchKey(answer=draw(st.dictionaries(IDS, IDS, min_size=1, max_size=5)))


@st.composite
def numeric_keys(draw: st.DrawFn) -> NumericKey:
    return NumericKey(
        answer=draw(QUANTITIES),
        tolerance=draw(st.floats(0, 100)),
        units={"ms": 1.0, "s": 1000.0},
    )


def order_keys() -> st.SearchStrategy[OrderKey]:
    steps = st.lists(IDS, min_size=2, max_size=6, unique=True)
    return steps.map(lambda answer: OrderKey(answer=answer))


def text_keys() -> st.SearchStrategy[TextKey]:
    forms = st.lists(st.sampled_from(["tranche réseau", "slice", "UPF", "latence"]), min_size=1)
    return forms.map(lambda answer: TextKey(answer=answer))


KEYS = st.one_of(
    single_keys(), multiple_keys(), order_keys(), match_keys(), numeric_keys(), text_keys()
)


def right_answer(key: Key) -> Any:
    """What a page records of a learner who knows."""
    match key:
        case NumericKey():
            return {"value": repr(key.answer), "unit": "ms"}
        case TextKey():
            return key.answer[0]
        case _:
            return key.answer
