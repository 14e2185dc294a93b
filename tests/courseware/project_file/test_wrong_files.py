"""Wrong files of the real course are told their weak line before the trainer reads them."""

import pytest

from campus5g.courseware.project_file.weak_lines import weak_lines
from campus5g.courseware.project_file.written import Grid, Written
from campus5g.language import LANGUAGES, set_language
from tests.courseware.project_file.example import parts
from tests.courseware.project_file.filled_in import filled_in


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> "object":
    """The language of the sentences and of what is written."""
    set_language(request.param)
    yield request.param
    set_language(None)


VAGUE: dict[str, Grid] = {
    "fr": {"1": {"flow": "Ordres", "from": "les chariots", "share": "rapide et fiable"}},
    "en": {"1": {"flow": "Orders", "from": "the forklifts", "share": "fast and reliable"}},
}
SAFE = {
    "fr": "Cœur sur le site. La 5G privée est sûre, l’arrêt d’urgence passe par la 5G.",
    "en": "Core on site. Private 5G is safe, the emergency stop goes over 5G.",
}
SINGLE: dict[str, Grid] = {
    "fr": {
        "purchase": {"likely": "90", "source": "un article de presse"},
        "people": {"low": "80", "likely": "80", "high": "80", "date": "2026-03-20"},
    },
    "en": {
        "purchase": {"likely": "90", "source": "a newspaper"},
        "people": {"low": "80", "likely": "80", "high": "80", "date": "2026-03-20"},
    },
}


def told(wrong: Written, language: str) -> list[tuple[str, str, str]]:
    """Part, line and sentence of each weak line of a file that is sound but for some fields."""
    whole = {**filled_in("fr" if language == "fr" else "en"), **wrong}
    return [(each.part, each.line, each.sentence) for each in weak_lines(parts(), whole)]


def test_a_requirement_that_nobody_can_check(language: str) -> None:
    found = told({"requirement": VAGUE[language]}, language)

    assert {part for part, _, _ in found} == {"need"}
    assert all(VAGUE[language]["1"]["from"] in line for _, line, _ in found)
    sentences = " ".join(sentence for _, _, sentence in found)
    for words in {
        "fr": ("d’où à où", "l’intervalle", "rapide"),
        "en": ("From where to where", "interval", "fast"),
    }[language]:
        assert words in sentences


def test_an_architecture_that_calls_5g_safe(language: str) -> None:
    found = told({"design-reasons": SAFE[language]}, language)

    assert {part for part, _, _ in found} == {"architecture"}
    lines = [line for _, line, _ in found]
    assert any("5G" in line and line in SAFE[language] for line in lines if line)
    sentences = " ".join(sentence for _, _, sentence in found)
    assert {"fr": "n’est pas une fonction de sécurité", "en": "not a safety function"}[
        language
    ] in sentences
    assert {"fr": "si la liaison manque", "en": "if the link fails"}[language] in sentences


def test_a_budget_without_ranges(language: str) -> None:
    found = told({"budget-costs": SINGLE[language]}, language)

    assert {part for part, _, _ in found} == {"budget"}
    by_line: dict[str, list[str]] = {}
    for _, line, sentence in found:
        by_line.setdefault(line, []).append(sentence)
    purchase, people = by_line
    assert "90" in purchase
    assert "80" in people
    single, no_range = {
        "fr": ("Un seul chiffre", "pas de fourchette"),
        "en": ("single figure", "no range"),
    }[language]
    assert any(single in sentence for sentence in by_line[purchase])
    assert any(no_range in sentence for sentence in by_line[people])


def test_the_demo_learners_file_is_told_nothing(language: str) -> None:
    assert told({}, language) == []
