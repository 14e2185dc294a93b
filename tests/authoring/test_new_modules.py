"""What ``campus5g new`` makes passes ``campus5g check`` at once, and can be written over."""

from pathlib import Path

import pytest

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.chosen import Chosen, chosen_modules
from campus5g.authoring.new import NewModuleError, new_course, new_lab, new_module
from campus5g.authoring.trials.inspection import inspect


def found_in(chosen: Chosen, *, run: bool = False) -> list[str]:
    return [str(each) for report in inspect(chosen, run=run) for each in report.findings]


@pytest.mark.proof
def test_a_new_course_has_a_module_a_glossary_and_no_findings(tmp_path: Path) -> None:
    new_course("harbour", tmp_path)

    assert found_in(chosen_modules(str(tmp_path)), run=True) == []


def test_a_new_lab_has_no_findings(tmp_path: Path) -> None:
    new_lab("first-capture", tmp_path)

    assert found_in(chosen_modules(str(tmp_path))) == []


@pytest.mark.proof
@pytest.mark.parametrize(
    "listed",
    ["modules: [first-module]", "modules:\n  - first-module\n", "modules: [first-module,]"],
)
def test_a_new_module_comes_last_in_its_course_and_comments_stay(
    tmp_path: Path, listed: str
) -> None:
    file = new_course("harbour", tmp_path) / "course.yaml"
    kept = file.read_text(encoding="utf-8").replace("modules: [first-module]", listed)
    file.write_text(kept, encoding="utf-8")

    new_module("harbour/antennas", tmp_path)

    assert [module.id for module in catalogue(tmp_path, tmp_path / "none")] == [
        "harbour-first-module",
        "harbour-antennas",
    ]
    assert "# Folders of its modules, in teaching order." in file.read_text(encoding="utf-8")
    assert found_in(chosen_modules(str(tmp_path))) == []


def test_a_new_module_is_called_by_its_name(tmp_path: Path) -> None:
    new_course("harbour", tmp_path)
    new_module("harbour/port-watch", tmp_path)

    module = find_module("harbour-port-watch", catalogue(tmp_path, tmp_path / "none"))

    assert module.manifest.title.en == "Port watch"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("antennas", "does not say which course"),
        ("quay/antennas", "The course quay does not exist"),
        ("harbour/Antennas", "can't be the name"),
        ("harbour/../x", "can't be the name"),
        ("harbour/first-module", "already"),
    ],
)
def test_an_impossible_name_is_refused(tmp_path: Path, name: str, message: str) -> None:
    new_course("harbour", tmp_path)

    with pytest.raises(NewModuleError, match=message):
        new_module(name, tmp_path)


def test_an_existing_lab_is_not_overwritten(tmp_path: Path) -> None:
    new_lab("first-capture", tmp_path)

    with pytest.raises(NewModuleError, match="already"):
        new_lab("first-capture", tmp_path)
