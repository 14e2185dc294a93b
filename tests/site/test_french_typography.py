"""French typography: no-break spaces beside colons and guillemets, and typographic marks only."""

import re
from collections.abc import Callable

import pytest
from french_texts import SITE, FrenchText, french_texts

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
