"""A course is built again when anything that it is built from, or built to, has changed."""

from pathlib import Path

import pytest
from tiny_lab import write_lab

from campus5g import places
from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.site.teaching.built_from import is_built, note_built

COHORT = Cohort(id="spring", title="Printemps", language="fr", trainer="tina", modules=["tiny"])


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Module:
    """The only module that there is."""
    (tmp_path / "courses").mkdir()
    monkeypatch.setattr(places, "COURSES", tmp_path / "courses")
    monkeypatch.setattr(places, "LABS", tmp_path / "labs")
    return write_lab(tmp_path / "labs")


@pytest.fixture
def folder(tmp_path: Path, module: Module) -> Path:
    """The course's folder, built."""
    folder = tmp_path / "spring"
    build(COHORT, folder, [module])
    note_built(COHORT, folder)
    return folder


def test_a_course_that_was_built_is_built(folder: Path) -> None:
    assert is_built(COHORT, folder)


def test_a_course_that_was_never_built_is_not(module: Module, tmp_path: Path) -> None:
    assert not is_built(COHORT, tmp_path / "autumn")


def test_another_cohort_is_to_be_built(folder: Path) -> None:
    assert not is_built(COHORT.model_copy(update={"learners": ["ada"]}), folder)


def test_a_changed_module_is_to_be_built(folder: Path, module: Module) -> None:
    module.notebook.write_text(module.notebook.read_text("utf-8") + "\n", encoding="utf-8")

    assert not is_built(COHORT, folder)


def test_a_new_file_of_a_module_is_to_be_built(folder: Path, module: Module) -> None:
    (module.folder / "data").mkdir()
    (module.folder / "data" / "delays.csv").touch()

    assert not is_built(COHORT, folder)


@pytest.mark.parametrize("written", ["source/tiny/tiny.ipynb", "nbgrader_config.py", "cohort.yaml"])
def test_what_was_built_and_is_gone_is_to_be_built(folder: Path, written: str) -> None:
    (folder / written).unlink()

    assert not is_built(COHORT, folder)


def test_what_was_built_and_then_changed_is_to_be_built(folder: Path) -> None:
    notebook = folder / "source" / "tiny" / "tiny.ipynb"
    notebook.write_text("{}", encoding="utf-8")

    assert not is_built(COHORT, folder)


def test_what_jupyter_keeps_beside_a_notebook_changes_nothing(folder: Path) -> None:
    (folder / "source" / "tiny" / ".ipynb_checkpoints").mkdir()
    (folder / "source" / "tiny" / ".ipynb_checkpoints" / "tiny.ipynb").touch()

    assert is_built(COHORT, folder)
