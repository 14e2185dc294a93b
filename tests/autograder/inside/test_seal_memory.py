"""Whether a namespace is the same is told from memory alone, and never wrongly."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from autograder.inside.seal_memory import Blocks

NAMES = st.sampled_from("abcdefgh")
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), NAMES, st.integers(0, 3)),
        st.tuples(st.just("delete"), NAMES, st.just(0)),
        st.tuples(st.just("clear"), st.just(""), st.just(0)),
    ),
    max_size=12,
)


def do(namespace: dict[str, Any], change: tuple[str, str, int]) -> None:
    what, name, value = change
    if what == "put":
        namespace[name] = value
    elif what == "delete":
        namespace.pop(name, None)
    else:
        namespace.clear()


@given(st.dictionaries(NAMES, st.integers(0, 3), min_size=1), CHANGES)
def test_what_is_said_to_be_the_same_is_the_same(
    namespace: dict[str, Any], changes: list[tuple[str, str, int]]
) -> None:
    before = list(namespace.items())
    block = Blocks(namespace)

    for change in changes:
        do(namespace, change)

    assert not block.same() or list(namespace.items()) == before


def test_an_untouched_namespace_is_the_same() -> None:
    class Lesson:
        def method(self) -> None: ...

    module = SimpleNamespace(one=1, two="2")

    assert Blocks(vars(Lesson)).same()
    assert Blocks(dict(vars(module))).same()


def test_a_replaced_method_is_noticed() -> None:
    class Lesson:
        def method(self) -> None: ...

    block = Blocks(vars(Lesson))
    Lesson.method = lambda self: None  # type: ignore[method-assign]

    assert not block.same()


def test_a_value_that_says_it_is_equal_is_noticed() -> None:
    class Chameleon:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = object.__hash__

    namespace: dict[str, object] = {"check": 1}
    block = Blocks(namespace)
    namespace["check"] = Chameleon()

    assert not block.same()


def test_a_change_in_one_of_several_namespaces_is_noticed() -> None:
    namespaces: list[dict[str, object]] = [{"first": 1}, {"second": 2}, {"third": 3}]
    blocks = Blocks(*namespaces)
    untouched = blocks.same()

    namespaces[1]["second"] = object()

    assert untouched
    assert not blocks.same()


def test_a_namespace_that_outgrew_its_memory_is_noticed_among_others() -> None:
    grown: dict[str, object] = {"name": 1}
    blocks = Blocks({"other": 2}, grown)

    grown.update({str(number): number for number in range(1000)})

    assert not blocks.same()
