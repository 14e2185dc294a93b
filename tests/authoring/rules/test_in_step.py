"""Both languages of a notebook must say the same, as far as it can be counted."""

from pathlib import Path

import pytest
from spoiled_lab import problems_of_code, problems_of_pair

from campus5g.authoring.rules.in_step import numbers_in


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Le 13 octobre 2022, à 2,6 GHz.", "On 13 October 2022, at 2.6 GHz."),
        ("Mercredi, 14 h 10 : 10 000 paquets.", "Wednesday, 2.10 p.m.: 10,000 packets."),
        ("En 3 minutes.", "In three minutes."),
        ("La 5G suit la TS 22.104 et le 5QI 9.", "5G follows TS 22.104 and 5QI 9."),
        ("- un\n- deux\n\n| A | B |\n|---|---|\n| 1 | 2 |", "- a\n- b\n\n|A|B|\n|---|---|\n|1|2|"),
    ],
)
def test_texts_that_say_the_same_are_in_step(tmp_path: Path, french: str, english: str) -> None:
    assert problems_of_pair(tmp_path, french, english) == []


@pytest.mark.parametrize(
    ("french", "english", "message"),
    [
        ("### Un titre", "Nothing", "It has headings none, the French before it ###"),
        ("- un\n- deux", "- one", "It has 1 list items, the French before it 2"),
        ("[a](tiny.ipynb)", "a", "It has 0 links, the French before it 1"),
        ("Au plus 28 ms.", "At most 27 ms.", "It does not have the number 28 of the other"),
        ("Au plus 28 ms.", "At most 27 ms.", "It does not have the number 27 of the other"),
        ("1,5 km.", "15 km.", "It does not have the number 1.5 of the other"),
    ],
)
def test_texts_that_differ_are_found(
    tmp_path: Path, french: str, english: str, message: str
) -> None:
    assert message in "\n".join(problems_of_pair(tmp_path, french, english))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('print(t(fr="Bonjour"))', "Line 1: t(…) does not have both languages"),
        ('print(t("Bonjour", "Hello"))', "does not have both languages"),
        ('t(fr="The cell is full, wait", en="The cell is full, wait")', "says the same in both"),
    ],
)
def test_words_of_code_in_one_language_are_found(tmp_path: Path, source: str, message: str) -> None:
    assert message in "\n".join(problems_of_code(tmp_path, source))


def test_a_name_may_be_the_same_in_both_languages(tmp_path: Path) -> None:
    assert problems_of_code(tmp_path, 'print(t(fr="5QI", en="5QI"))') == []


def test_numbers_are_read_as_each_language_writes_them() -> None:
    assert numbers_in("1 234,50 et 3,8-4,2 GHz", "fr") == numbers_in(
        "1,234.5 and 3.8-4.2 GHz", "en"
    )
