"""Less of a long catalogue: one in so many cases by default, or each case in one language."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

from campus5g.language import LANGUAGES, Language

T = TypeVar("T")


def one_in(number: int, names: Iterable[str]) -> list[ParameterSet]:
    """Return the names as cases of a test, one in so many of them for the default selection.

    Their proof has the others.
    """
    return [
        pytest.param(name, marks=[pytest.mark.proof] if turn % number else [])
        for turn, name in enumerate(names)
    ]


def by_turns(cases: Iterable[T], language: Language) -> Iterable[T]:
    """Return the cases whose turn is this language's: all languages together have them all."""
    return islice(cases, LANGUAGES.index(language), None, len(LANGUAGES))
