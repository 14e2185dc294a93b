"""Every notebook of the house is committed in normal form, and every module is ready."""

from pathlib import Path

import pytest

from campus5g import places
from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.checks import findings
from campus5g.authoring.languages import language_findings
from campus5g.authoring.normalise import normalised_text
from campus5g.authoring.notebooks import read_notebook

NOTEBOOKS = [
    path
    for folder in (places.COURSES, places.LABS)
    for path in sorted(folder.rglob("*.ipynb"))
    if ".ipynb_checkpoints" not in path.parts
]


def relative(path: Path) -> str:
    return str(path.relative_to(places.HOUSE))


def test_the_house_has_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_a_notebook_of_the_house_is_normalised(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == normalised_text(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=relative)
def test_a_notebook_of_the_house_has_sound_languages(path: Path) -> None:
    assert [str(finding) for finding in language_findings(read_notebook(path))] == []


@pytest.mark.parametrize("module", catalogue(), ids=lambda module: module.id)
def test_a_module_of_the_house_is_ready(module: Module) -> None:
    assert [str(finding) for finding in findings(module)] == []
