"""The site sheet: written in one module, read in the next, and never another's row."""

from pathlib import Path
from typing import Any

import pytest

from campus5g.authoring.catalogue import catalogue, site_sheet_of
from campus5g.authoring.page_manifest import as_yaml, page_manifest
from campus5g.courseware import site_sheet
from campus5g.courseware.progress import Progress
from campus5g.courseware.site_sheet.widget import SiteSheetWidget
from campus5g.courseware.site_sheet.written import LONGEST_TEXT, written_rows


@pytest.fixture(autouse=True)
def _learner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPUS5G_LEARNER", "sacha")
    monkeypatch.setenv("CAMPUS5G_DATA", str(tmp_path / "data"))


def opened(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str) -> SiteSheetWidget:
    """The sheet as the module's released page shows it."""
    modules = [module for module in catalogue() if module.id.startswith("essentials-")]
    module = next(each for each in modules if each.id == name)
    here = folder / name
    here.mkdir(exist_ok=True)
    (here / "module.yaml").write_text(as_yaml(page_manifest(module, modules)), encoding="utf-8")
    monkeypatch.chdir(here)
    sheet = site_sheet.rows()
    assert sheet is not None
    return sheet


def write(sheet: SiteSheetWidget, row: str, text: str) -> list[Any]:
    """Have the page send a row; return what came back."""
    replies: list[Any] = []
    sheet.send = replies.append
    sheet._take(sheet, {"row": row, "text": text}, [])
    return replies


def test_rows_written_in_one_module_show_in_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = opened(monkeypatch, tmp_path, "essentials-why-5g")
    replies = write(first, "need", "Six chariots de pesée.")

    second = opened(monkeypatch, tmp_path, "essentials-journey-of-a-packet")

    assert replies == [{"row": "need", "text": "Six chariots de pesée."}]
    assert [(row["id"], row["text"]) for row in second.view["earlier"]] == [
        ("need", "Six chariots de pesée.")
    ]
    assert [row["id"] for row in second.view["rows"]] == ["network"]


def test_a_reopened_page_shows_the_latest_rows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheet = opened(monkeypatch, tmp_path, "essentials-radio")
    write(sheet, "coverage", "Derrière la pile.")
    write(sheet, "coverage", "Derrière la pile, côté quai.")

    again = opened(monkeypatch, tmp_path, "essentials-radio")

    assert again.view["rows"][0]["text"] == "Derrière la pile, côté quai."


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("decision", "A row of a later module."),
        ("need", "x" * (LONGEST_TEXT + 1)),
    ],
)
def test_unknown_rows_and_long_texts_are_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, row: str, text: str
) -> None:
    sheet = opened(monkeypatch, tmp_path, "essentials-why-5g")

    assert write(sheet, row, text) == []
    assert Progress("essentials-why-5g", "sacha").responses() == {}


def test_a_cleared_row_stays_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sheet = opened(monkeypatch, tmp_path, "essentials-why-5g")
    write(sheet, "need", "Six chariots.")
    write(sheet, "need", "  ")

    course = next(module.course for module in catalogue() if module.course)
    assert written_rows(site_sheet_of(course), "sacha") == {}


def test_without_a_released_page_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    assert site_sheet.rows() is None


def test_an_exported_page_shows_the_sheet_as_a_list(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheet = opened(monkeypatch, tmp_path, "essentials-why-5g")
    write(sheet, "need", "<b>six</b>")

    data, _ = opened(monkeypatch, tmp_path, "essentials-why-5g")._repr_mimebundle_()

    assert "<dd>&lt;b&gt;six&lt;/b&gt;</dd>" in data["text/html"]
