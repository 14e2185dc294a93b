"""What a JSON text swells to is counted before it is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.running import json_nodes
from autograder.running.json_nodes import NodeCount, TooManyNodesError

TEXTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('[]{},:"\\ é', max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
)


def containers(value: object) -> int:
    """Count the objects and arrays of a value that was read."""
    match value:
        case dict():
            return 1 + sum(map(containers, value.values()))
        case list():
            return 1 + sum(map(containers, value))
        case _:
            return 0


@given(TEXTS)
def test_brackets_within_strings_do_not_count(value: object) -> None:
    values = [value] * 300
    text = json.dumps(values, ensure_ascii=False).encode()
    count = NodeCount()

    count.add(text)

    assert count._containers == containers(values)


@pytest.mark.parametrize("of", [b"{}", b"[]"])
def test_empty_objects_beyond_the_limit_are_refused(of: bytes) -> None:
    with pytest.raises(TooManyNodesError):
        NodeCount().add(b"[" + b",".join([of] * json_nodes.MOST_CONTAINERS) + b"]")


def test_numbers_beyond_the_limit_are_refused() -> None:
    with pytest.raises(TooManyNodesError):
        NodeCount().add(b"[" + b",".join([b"1"] * (json_nodes.MOST_VALUES + 1)) + b"]")


def test_texts_of_one_notebook_count_together() -> None:
    half = b"[" + b",".join([b"{}"] * (json_nodes.MOST_CONTAINERS // 2)) + b"]"
    count = NodeCount()
    count.add(half)

    with pytest.raises(TooManyNodesError):
        count.add(half)


def test_a_long_text_of_commas_is_one_value() -> None:
    NodeCount().add(json.dumps({"text": "1,2;[{" * 2_000_000}).encode())


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 2_000_000, b'"' * 2_000_001, b'"\\'])
def test_a_text_that_is_no_json_takes_no_longer(text: bytes) -> None:
    NodeCount().add(text + b"," * 300)
