"""The seal notices every replaced part by identity, and puts it back."""

from types import ModuleType

import pytest

from autograder.inside.seal_parts import Table


@pytest.fixture
def checker() -> ModuleType:
    """Return a module of two functions."""
    module = ModuleType("checker")
    vars(module).update(equal=lambda a, b: a == b, close=lambda a, b: abs(a - b) < 1)
    return module


def table_of(module: ModuleType) -> Table:
    return Table(
        "checker",
        vars(module),
        ("equal", "close"),
        lambda name, value: setattr(module, name, value),
        frozenset({"len"}),
    )


def test_an_untouched_namespace_has_no_differences(checker: ModuleType) -> None:
    table = table_of(checker)

    assert table.differences() == []


def test_a_replaced_function_is_named_and_restored(checker: ModuleType) -> None:
    table = table_of(checker)
    before = checker.close

    checker.close = lambda a, b: True
    found = table.differences()
    table.restore("close")

    assert found == ["close"]
    assert checker.close is before


def test_a_deleted_function_is_named(checker: ModuleType) -> None:
    table = table_of(checker)

    del checker.equal

    assert table.differences() == ["equal"]


def test_a_value_that_claims_to_be_equal_is_noticed(checker: ModuleType) -> None:
    class Chameleon:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = object.__hash__

    table = table_of(checker)

    checker.equal = Chameleon()

    assert table.differences() == ["equal"]


def test_a_global_that_hides_a_builtin_is_named_and_removed(checker: ModuleType) -> None:
    table = table_of(checker)

    checker.len = lambda anything: 0
    found = table.differences()
    table.restore("len")

    assert found == ["len"]
    assert not hasattr(checker, "len")
