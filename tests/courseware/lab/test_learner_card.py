"""The card of a learner's draw: dealt where graders are, read beside the notebook."""

import json
from pathlib import Path

import pytest

from campus5g.courseware import lab
from campus5g.courseware.lab.choices import Choices
from campus5g.courseware.lab.dealing import dealt, lay_card
from campus5g.courseware.lab.learner_card import (
    CARD_FILE,
    Card,
    CardError,
    Lettered,
    card_text,
    read_card,
    without_words,
)
from campus5g.draw import SECRET_VARIABLE, Draw
from campus5g.language import set_language

DRAW = Draw.named("mine")
CARD = Card(
    "K7QM",
    {"Your speed": "0.4 m/s"},
    {"cause": Lettered(((("A", "Look <around>."), ("B", "Wait.")),))},
    {"line": [[0.0, 1.5], [2.0, None]]},
)
PROGRAM = """
import os

from campus5g import t
from campus5g.courseware.lab.choices import Choices
from campus5g.courseware.lab.learner_card import Card


def card_of(draw):
    steps = Choices.shuffled(draw, "cause", {"core": "Cœur", "cable": "Câble"})
    return Card(
        draw.code,
        {t(fr="Vitesse", en="Speed"): t(fr="0,4 m/s", en="0.4 m/s")},
        {"cause": steps.shown},
        {"secrets": [name for name in os.environ if "SECRET" in name]},
    )
"""


@pytest.fixture
def lab_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "graders" / "tiny"
    folder.mkdir(parents=True)
    (folder / "card.py").write_text(PROGRAM, encoding="utf-8")
    return folder


def test_a_card_shows_the_draw_s_code_and_each_fact_in_the_reader_s_language() -> None:
    set_language("en")
    assert "Your draw K7QM" in repr(CARD)
    set_language("fr")
    shown = CARD._repr_html_()
    assert "Votre tirage K7QM" in shown
    assert "Your speed" in shown
    assert "<b>0.4 m/s</b>" in shown


def test_a_card_that_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / CARD_FILE
    file.write_text(card_text({"fr": CARD, "en": CARD}), encoding="utf-8")

    assert read_card(file, "fr") == CARD


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"fr": {"code": 1}}', '{"fr": 3}', "\x00"])
def test_a_card_that_a_learner_has_bent_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    file = tmp_path / CARD_FILE
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CardError, match="rouvrez-le depuis votre page d’accueil"):
        read_card(file, "fr")


def test_asking_a_card_for_what_it_has_not_is_told_in_a_sentence() -> None:
    with pytest.raises(CardError, match="« speed »"):
        CARD["speed"]
    with pytest.raises(CardError, match="« trouble »"):
        CARD.choices("trouble")


def test_the_card_that_a_notebook_is_graded_with_has_data_and_nothing_to_read() -> None:
    graded = Card.from_data(json.loads(without_words(card_text({"fr": CARD, "en": CARD})))["fr"])

    assert graded.given == CARD.given
    assert "0.4" not in repr(graded)
    assert "A" not in repr(graded.choices("cause"))


def test_a_dealt_card_is_in_both_languages_and_its_letters_are_those_of_the_draw(
    lab_folder: Path, tmp_path: Path
) -> None:
    lay_card(lab_folder, DRAW, tmp_path)

    french, english = (read_card(tmp_path / CARD_FILE, language) for language in ("fr", "en"))
    assert french.facts == {"Vitesse": "0,4 m/s"}
    assert english.facts == {"Speed": "0.4 m/s"}
    assert french.code == english.code == DRAW.code
    due = Choices.shuffled(DRAW, "cause", {"core": "Cœur", "cable": "Câble"})
    assert french.choices("cause") == due.shown


def test_the_program_that_deals_finds_no_secret_of_the_site(
    lab_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "ab" * 32)

    assert json.loads(dealt(lab_folder, DRAW))["fr"]["given"]["secrets"] == []


def test_a_program_that_fails_is_told_with_what_python_said(lab_folder: Path) -> None:
    (lab_folder / "card.py").write_text("raise ValueError('no trial proves it')")

    with pytest.raises(CardError, match="no trial proves it"):
        dealt(lab_folder, DRAW)


def test_a_lab_without_cards_lays_none(tmp_path: Path) -> None:
    lay_card(tmp_path, DRAW, tmp_path)

    assert not (tmp_path / CARD_FILE).exists()


def test_a_notebook_without_its_card_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    set_language("fr")

    with pytest.raises(CardError, match="n’est pas à côté de ce notebook"):
        lab.card()
