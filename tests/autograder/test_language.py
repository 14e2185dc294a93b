"""Which choice of language takes precedence."""

from collections.abc import Iterator

import pytest

from autograder.language import current_language, follow_language, set_language


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AUTOGRADER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    set_language(None)
    follow_language(None)
    yield
    set_language(None)
    follow_language(None)


def test_the_default_language_is_english() -> None:
    assert current_language() == "en"


def test_the_variable_takes_precedence_over_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "fr")

    assert current_language() == "fr"


def test_the_enclosing_program_takes_precedence_over_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUTOGRADER_LANGUAGE", "en")
    follow_language(lambda: "fr")

    assert current_language() == "fr"


def test_an_explicit_choice_takes_precedence() -> None:
    follow_language(lambda: "en")
    set_language("fr")

    assert current_language() == "fr"
