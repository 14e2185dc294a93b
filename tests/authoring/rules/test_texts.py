"""Headings, pictures, links and plain wording: what stands in the way of a reader is found."""

from pathlib import Path

import pytest
from spoiled_lab import problems_of_pair
from tiny_lab import tiny_notebook, write_lab

from campus5g.authoring.checks import findings
from campus5g.authoring.rules.prose import read_prose, sentences_of
from campus5g.authoring.rules.reading import reading_ease, syllables
from campus5g.language import Language


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#### Trop bas", "“Trop bas” has 4 marks after a heading with 1. Give it 2."),
        ("# Encore un titre", "“Encore un titre” is a second title"),
        ("## \n\nUn texte", "A heading has no words"),
        ("## Deux fois\n\n## Deux fois", "A second part is called “Deux fois”"),
        ("![](images/quay.svg)", "images/quay.svg does not say what it shows"),
        ('<img src="images/quay.svg">', "images/quay.svg does not say what it shows"),
        ("![Le quai vu du ciel](images/none.svg)", "The picture images/none.svg does not exist"),
        ("![Le quai vu du ciel](https://e.org/a.svg)", "is on another machine"),
        ("<svg><path/></svg>", "A drawing does not say what it shows"),
        ("[ici](absent.py)", "The link absent.py names a file that is not there"),
        ("[ici](https://)", "The link https:// names no host"),
        ("[ici](ftp://a.org/b)", "begins with ftp:"),
        ('<script src="https://a.org/x.js"></script>', "It fetches https://a.org/x.js"),
        ("mot " * 41 + ".", "A sentence has 42 words: “mot mot"),
    ],
)
def test_what_stands_in_the_way_of_a_reader_is_found(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in "\n".join(problems_of_pair(tmp_path, text, text))


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells[0].source = "## Débits"
    notebook.cells[1].source = "## Rates"

    found = findings(write_lab(tmp_path / "labs", notebook))

    assert [each.cell for each in found] == [1, 2]
    assert "not the notebook's title" in found[0].problem


HARD = (
    "L’interopérabilité organisationnelle nécessite préalablement l’harmonisation "
    "institutionnelle des spécifications techniques communautaires. "
) * 6


def test_a_passage_that_is_hard_to_read_is_found_with_its_hardest_sentence(tmp_path: Path) -> None:
    [finding] = problems_of_pair(tmp_path, HARD, "Short words are good. " * 16)

    assert "It is hard to read" in finding
    assert "“L’interopérabilité" in finding


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        ("borne", "fr", 1),
        ("bobines", "fr", 2),
        ("réseau", "fr", 2),
        ("appareil", "fr", 3),
        ("latency", "en", 3),
        ("cable", "en", 2),
        ("rate", "en", 1),
        ("moved", "en", 1),
        ("URLLC", "en", 1),
    ],
)
def test_syllables_are_counted_as_they_are_said(word: str, language: Language, count: int) -> None:
    assert syllables(word, language) == count


def test_reading_ease_is_flesch_s_formula() -> None:
    # Six words of one syllable each in one sentence.
    assert reading_ease(["The cat sat on the mat."], "en") == pytest.approx(
        206.835 - 1.015 * 6 - 84.6
    )


def test_sentences_end_at_full_stops_but_not_within_numbers_or_abbreviations() -> None:
    assert sentences_of("At 2.6 GHz, e.g. here. Then « stop ». And?") == [
        "At 2.6 GHz, e.g. here.",
        "Then « stop ».",
        "And?",
    ]


def test_prose_is_what_a_reader_reads() -> None:
    prose = read_prose(
        "## Part\n\nA [word](glossary:slice), **bold**.\n\n- one\n- two\n\n"
        "| A | B |\n|---|---|\n| 1 | 2 |\n\n*Source: TS 22.104.*"
    )

    assert prose.texts == ["A word, bold.", "one", "two", "Source: TS 22.104."]
    assert prose.tables == [[["A", "B"], ["1", "2"]]]
    assert prose.glossary == ["slice"]
    assert prose.list_items == 2
    assert prose.tells_sources
    assert "Source: TS 22.104." not in prose.sentences
