"""Trainers read all modules with their answers; nobody else does."""

import pytest
from people import AsVisitor

from campus5g.authoring.catalogue import catalogue


def test_a_trainer_finds_every_module_and_lab(as_visitor: AsVisitor) -> None:
    page = as_visitor("tina").get("library").text

    assert [each.id for each in catalogue() if f"/library/{each.id}" not in page] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_module_is_read_with_answers_and_the_trainers_sheet(
    as_visitor: AsVisitor, language: str
) -> None:
    answer = as_visitor("tina").get(f"library/essentials-why-5g?language={language}")

    assert answer.status_code == 200
    assert "read__right" in answer.text
    assert "Fiche du formateur" in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("module", ["essentials-why-5g", "meet-the-kit"])
def test_the_sheet_is_printed(as_visitor: AsVisitor, module: str) -> None:
    answer = as_visitor("tina").get(f"library/{module}/trainer-sheet.pdf")

    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "path",
    ["library", "library/essentials-why-5g", "library/essentials-why-5g/trainer-sheet.pdf"],
)
def test_learners_have_no_way_there(as_visitor: AsVisitor, path: str) -> None:
    assert as_visitor("ada").get(path).status_code == 403
    assert "/library" not in as_visitor("ada").get("").text


def test_a_module_that_does_not_exist_is_not_found(as_visitor: AsVisitor) -> None:
    assert as_visitor("tina").get("library/nothing").status_code == 404
