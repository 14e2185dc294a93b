"""French typography: no-break spaces beside colons and guillemets, and typographic marks only."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from french_texts import SITE, FrenchText, french_texts

from campus5g.courseware import quiz
from campus5g.manifest import load_manifest
from campus5g.wording import WORDS_FILE, Groups

QUIZ_WORDS = Path(quiz.__file__).parent / WORDS_FILE

# A colon in a style or an address does not belong to a sentence.
PLAIN_SPACE = re.compile(r"« | »|(?<=[^\s{]) [:;!?](?=[\s\"'<.)]|$)")
TYPEWRITERS_APOSTROPHE = re.compile(r"(?i)\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[a-zà-ÿ])")


def where(found: Callable[[str], object]) -> list[str]:
    return [
        f"{each.file.relative_to(SITE)}:{each.line}: {each.text}"
        for each in french_texts()
        if found(each.text)
    ]


def test_spaces_beside_guillemets_and_double_signs_do_not_break() -> None:
    assert where(PLAIN_SPACE.search) == []


def test_a_sign_shared_by_both_languages_is_set_as_in_english() -> None:
    spaced = re.compile(r">[^<{]* [:;!?] ")
    sources = {file: file.read_text(encoding="utf-8") for file in SITE.rglob("*.html")}

    assert [str(file) for file, source in sources.items() if spaced.search(source)] == []


def test_apostrophes_are_typographic() -> None:
    assert where(TYPEWRITERS_APOSTROPHE.search) == []


def test_work_is_handed_in_by_one_verb() -> None:
    """A module is « rendu », its quiz « terminé »: « remettre » would be a second word for both."""
    other_verb = re.compile(r"(?i)\bremet|\bremis")
    work = re.compile(r"(?i)modules?\b|réponses?\b|tentatives?\b|travail\b|quiz")
    of_quiz = load_manifest(QUIZ_WORDS, Groups)

    assert where(lambda text: other_verb.search(text) and work.search(text)) == []
    assert [text.fr for _, _, text in of_quiz.texts() if other_verb.search(text.fr)] == []


@pytest.mark.parametrize("kind", [".py", ".html", ".md", ".yaml"])
def test_all_kinds_of_sources_are_read(kind: str) -> None:
    read: list[FrenchText] = [each for each in french_texts() if each.file.suffix == kind]

    assert len(read) > 5


@pytest.mark.parametrize(
    "text",
    ["« Groupes\N{NO-BREAK SPACE}»", "«\N{NO-BREAK SPACE}Groupes »", "Quand ?", "Points : 3"],
)
def test_typewriter_typography_is_found(text: str) -> None:
    assert PLAIN_SPACE.search(text)
