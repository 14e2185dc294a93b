"""The decision tree: one source for the drawing, the tables and the doctor's codes."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from campus5g import set_language
from campus5g.commands.main import app
from campus5g.kit_setup.what_to_do import COMPLAINTS, Step, steps, table
from campus5g.language import Language
from campus5g.places import HOUSE

SHEETS: dict[Language, str] = {"fr": "que-faire", "en": "what-to-do"}
SVG = "{http://www.w3.org/2000/svg}"


def written(drawing: str) -> str:
    """All words of a drawing, in order."""
    return " ".join(" ".join(ElementTree.fromstring(drawing).itertext()).split())  # noqa: S314


def plain(text: str) -> str:
    return " ".join(re.sub(r"\*\*|`", "", text).split())


def test_each_code_of_the_doctor_has_one_step_in_order() -> None:
    assert tuple(step.code for step in steps()) == COMPLAINTS


@pytest.mark.parametrize("language", SHEETS)
def test_the_documented_table_matches_the_steps(language: Language) -> None:
    set_language(language)

    assert table() in (HOUSE / "kit-setup" / f"{SHEETS[language]}.md").read_text()


@pytest.mark.parametrize("language", SHEETS)
def test_the_stored_sheet_matches_the_command(language: Language, tmp_path: Path) -> None:
    file = tmp_path / "tree.svg"

    done = CliRunner().invoke(app, ["kit", "tree", "-o", str(file), "--language", language])

    assert done.exit_code == 0, done.output
    kept = HOUSE / "kit-setup" / f"{SHEETS[language]}.svg"
    assert file.read_text() == kept.read_text()


@pytest.mark.parametrize("language", SHEETS)
def test_the_sheet_fits_every_step_on_one_a4_page(language: Language) -> None:
    set_language(language)
    drawing = (HOUSE / "kit-setup" / f"{SHEETS[language]}.svg").read_text()

    shown = "".join(written(drawing).split())
    for step in steps():
        for text in (step.says, step.ask, step.if_yes, step.if_no, step.do):
            if text is not None:
                assert "".join(plain(str(text)).split()) in shown
    sheet = ElementTree.fromstring(drawing)  # noqa: S314
    height = float(sheet.attrib["viewBox"].split()[3])
    assert (sheet.attrib["width"], sheet.attrib["height"]) == ("297mm", "210mm")
    assert max(float(text.attrib["y"]) for text in sheet.iter(f"{SVG}text")) < height - 20


def test_a_step_with_a_question_has_both_answers() -> None:
    words = {"fr": "a", "en": "a"}

    with pytest.raises(ValidationError, match="both answers"):
        Step.model_validate({"code": "clock", "says": words, "ask": words, "if_yes": words})
