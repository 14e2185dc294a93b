"""A trainer's sheet: ten lines in both languages, beside the module and never handed out."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from tiny_lab import write_lab

from campus5g.authoring.catalogue import CourseManifest, Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.rules.trainer_sheet import trainer_sheet_findings
from campus5g.authoring.trainer_sheet import TRAINER_FILE, trainer_sheet_of
from campus5g.manifest import ManifestError

WHY_5G = find_module("essentials-why-5g")
MEET_THE_KIT = find_module("meet-the-kit")


def with_lines(folder: Path, counts: tuple[int, int, int, int], en: str = "A line.") -> Module:
    """A module with a given number of lines in each part of its sheet."""
    parts = ("opening", "debate", "pitfalls", "debrief")
    sheet = {
        part: [{"fr": "Une ligne.", "en": en}] * count
        for part, count in zip(parts, counts, strict=True)
    }
    (folder / TRAINER_FILE).write_text(yaml.safe_dump(sheet, allow_unicode=True))
    return replace(WHY_5G, folder=folder)


def test_a_sheet_has_ten_lines(tmp_path: Path) -> None:
    assert trainer_sheet_of(with_lines(tmp_path, (2, 2, 4, 2))) is not None

    with pytest.raises(ManifestError, match="11 lines"):
        trainer_sheet_of(with_lines(tmp_path, (2, 3, 4, 2)))


def test_a_module_without_a_sheet_is_found(tmp_path: Path) -> None:
    (found,) = trainer_sheet_findings(replace(WHY_5G, folder=tmp_path))

    assert "no trainer's sheet" in found.problem


def test_a_lab_without_a_sheet_is_found(tmp_path: Path) -> None:
    lab = write_lab(tmp_path)
    assert list(trainer_sheet_findings(lab)) == []

    (lab.folder / TRAINER_FILE).unlink()
    (found,) = trainer_sheet_findings(lab)

    assert "no trainer's sheet" in found.problem


@pytest.mark.parametrize("module", catalogue(), ids=lambda module: module.id)
def test_every_module_and_lab_has_a_sheet(module: Module) -> None:
    assert list(trainer_sheet_findings(module)) == []


def test_a_line_left_in_one_language_is_found(tmp_path: Path) -> None:
    found = list(trainer_sheet_findings(with_lines(tmp_path, (2, 2, 4, 2), en="Une ligne.")))

    assert len(found) == 10


@pytest.mark.parametrize("module", [WHY_5G, MEET_THE_KIT], ids=lambda module: module.id)
def test_learners_do_not_get_the_trainer_sheet(tmp_path: Path, module: Module) -> None:
    cohort = Cohort(id="c", title="C", language="fr", trainer="t", modules=[module.id])

    build(cohort, tmp_path / "cohort", [module])

    assert (module.folder / TRAINER_FILE).is_file()
    assert not list((tmp_path / "cohort").rglob(TRAINER_FILE))


def test_a_row_of_the_site_sheet_belongs_to_a_module_of_the_course() -> None:
    text = {"fr": "x", "en": "y"}
    row = {"id": "need", "module": "elsewhere", "title": text, "prompt": text, "example": text}

    with pytest.raises(ValueError, match="elsewhere"):
        CourseManifest.model_validate(
            {"id": "c", "title": text, "summary": text, "modules": ["here"], "site_sheet": [row]}
        )
