"""The catalogue reads courses and labs, and refuses manifests that contradict themselves."""

import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from tiny_lab import MANIFEST, write_lab

from campus5g.authoring.catalogue import Item, Module, catalogue, find_module
from campus5g.language import set_language
from campus5g.manifest import ManifestError


def refusal_of(tmp_path: Path, **changes: Any) -> ManifestError:
    """How the tiny lab's manifest is refused with these keys changed."""
    with pytest.raises(ManifestError) as refused:
        write_lab(tmp_path, manifest={**deepcopy(MANIFEST), **changes})
    return refused.value


def items(**changes: Any) -> list[dict[str, Any]]:
    """The tiny lab's items, with these keys of the first changed."""
    first, *others = deepcopy(MANIFEST["items"])
    return [{**first, **changes}, *others]


def write_course(courses: Path, *modules: str, name: str = "essentials") -> None:
    course = {
        "id": name,
        "title": {"fr": "L'essentiel", "en": "Essentials"},
        "summary": {"fr": "…", "en": "…"},
        "modules": list(modules),
    }
    folder = courses / name
    folder.mkdir(parents=True)
    (folder / "course.yaml").write_text(yaml.safe_dump(course), encoding="utf-8")
    for module in modules:
        (folder / module).mkdir()
        manifest = yaml.safe_dump({**MANIFEST, "id": module})
        (folder / module / "module.yaml").write_text(manifest, encoding="utf-8")


def test_a_lab_knows_its_points_and_its_notebook(lab: Module) -> None:
    assert (lab.id, lab.kind, lab.manifest.level) == ("tiny", "lab", "beginner")
    assert (lab.manifest.points, lab.manifest.automatic_points) == (9, 5)
    assert lab.notebook.name == "tiny.ipynb"


def test_modules_of_courses_come_in_teaching_order_before_labs(tmp_path: Path) -> None:
    write_course(tmp_path / "courses", "why-5g", "radio")
    write_lab(tmp_path / "labs")

    modules = catalogue(tmp_path / "courses", tmp_path / "labs")

    assert [m.id for m in modules] == ["essentials-why-5g", "essentials-radio", "tiny"]
    assert modules[0].notebook == tmp_path / "courses" / "essentials" / "why-5g" / "why-5g.ipynb"
    assert modules[0].kind == "awareness"


def test_a_course_comes_after_those_that_it_builds_on(tmp_path: Path) -> None:
    write_course(tmp_path / "courses", "why-5g", "radio")
    write_course(tmp_path / "courses", "positioning", name="positioning")
    file = tmp_path / "courses" / "essentials" / "course.yaml"
    file.write_text(file.read_text() + "after: [positioning, not-taught-here]\n")

    modules = catalogue(tmp_path / "courses", tmp_path / "no-labs")

    ids = ["positioning-positioning", "essentials-why-5g", "essentials-radio"]
    assert [m.id for m in modules] == ids


def test_courses_that_build_on_each_other_are_refused(tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        write_course(tmp_path / "courses", "module", name=name)
        file = tmp_path / "courses" / name / "course.yaml"
        file.write_text(file.read_text() + f"after: [{other}]\n")

    with pytest.raises(ManifestError, match="one, two"):
        catalogue(tmp_path / "courses", tmp_path / "no-labs")


def test_the_campus_teaches_essentials_then_uses_then_projects_and_knows_what_labs_build_on() -> (
    None
):
    modules = catalogue()
    courses = dict.fromkeys(module.course.id for module in modules if module.course)
    labs = [module.id for module in modules if module.kind == "lab"]
    builds_on = {each.id: each.manifest.after for each in modules if each.kind == "lab"}

    assert list(courses) == ["positioning", "essentials", "use-cases", "project"]
    assert labs[0] == "meet-the-kit"
    for lab, earlier in builds_on.items():
        assert all(labs.index(each) < labs.index(lab) for each in earlier)


def test_labs_come_from_easy_to_hard_then_from_short_to_long(tmp_path: Path) -> None:
    for name, level, minutes in [
        ("a-hard", "advanced", 60),
        ("b-long", "beginner", 90),
        ("c-short", "beginner", 60),
    ]:
        (tmp_path / "labs" / name).mkdir(parents=True)
        manifest = yaml.safe_dump({**MANIFEST, "id": name, "level": level, "minutes": minutes})
        (tmp_path / "labs" / name / "lab.yaml").write_text(manifest, encoding="utf-8")

    modules = catalogue(tmp_path / "no-courses", tmp_path / "labs")

    assert [m.id for m in modules] == ["c-short", "b-long", "a-hard"]


def test_a_course_without_one_of_its_modules_is_refused(tmp_path: Path) -> None:
    write_course(tmp_path / "courses", "why-5g", "radio")
    missing = tmp_path / "courses" / "essentials" / "radio" / "module.yaml"
    missing.unlink()

    with pytest.raises(ManifestError) as refused:
        catalogue(tmp_path / "courses", tmp_path / "labs")

    assert str(missing) in refused.value.problem
    assert refused.value.remedy == "Write it, or drop radio from course.yaml."


def test_a_quiz_tests_the_objectives_that_its_questions_name(tmp_path: Path) -> None:
    quiz = {key: value for key, value in MANIFEST["items"][0].items() if key != "objective"}

    lab = write_lab(tmp_path, manifest={**MANIFEST, "items": [quiz, *MANIFEST["items"][1:]]})

    assert lab.manifest.items[0].objective is None


def test_a_text_is_shown_in_the_current_language(lab: Module) -> None:
    try:
        set_language("fr")
        assert str(lab.manifest.title) == "Petit"
        set_language("en")
        assert str(lab.manifest.title) == "Tiny"
    finally:
        set_language(None)


def test_the_bundled_catalogue_is_valid() -> None:
    assert len({module.id for module in catalogue()}) == len(catalogue())


@pytest.mark.parametrize(
    ("language", "remedy"), [("fr", "Vouliez-vous dire tiny ?"), ("en", "Did you mean tiny?")]
)
def test_an_unknown_module_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, lab: Module, language: str, remedy: str
) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)

    with pytest.raises(ManifestError) as refused:
        find_module("tinny", [lab])

    assert refused.value.remedy == remedy


@pytest.mark.parametrize(("language", "remedy"), [("fr", "orthographe"), ("en", "spelling")])
def test_an_unknown_key_is_refused_with_file_line_and_remedy_in_the_authors_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, remedy: str
) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)

    error = refusal_of(tmp_path, tittle="x")

    assert str(tmp_path / "tiny" / "lab.yaml") in error.problem
    assert "tittle" in error.problem
    assert remedy in error.remedy


def test_an_error_names_the_line_of_its_key(tmp_path: Path) -> None:
    error = refusal_of(tmp_path, items=items(kind="magic"))

    text = (tmp_path / "tiny" / "lab.yaml").read_text(encoding="utf-8")
    line = text.split("\n").index("  kind: magic") + 1
    assert f"lab.yaml:{line}: items.0.kind" in error.problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": items(objective="fly")}, "objective fly, which is not listed"),
        (
            {
                "items": items(
                    kind="manual",
                    rubric=[{"points": 2, "objective": "fly", "fr": "a", "en": "a"}],
                )
            },
            "objective fly, which is not listed",
        ),
        ({"items": items(id="double")}, "2 items are called double"),
        ({"items": items(kind="manual")}, "rubric of item total does not add up to 2 points"),
        ({"items": items(rubric=[{"points": 2, "fr": "a", "en": "a"}])}, "has a rubric"),
        ({"items": items(anchors=[{"points": 2, "fr": "a", "en": "a"}])}, "has a rubric"),
        ({"items": items(points=-1)}, "items.0.points"),
        ({"title": {"fr": "Petit"}}, "title.en"),
        ({"title": {"fr": "Petit", "en": ""}}, "title.en"),
        (
            {"objectives": [*MANIFEST["objectives"], {"id": "more", "fr": "a", "en": "a"}]},
            "No item tests objective more",
        ),
        (
            {"wrong": {"w": {**MANIFEST["wrong"]["forgets-the-second"], "expected_points": 6}}},
            "expects 6 points of 5 automatic ones",
        ),
        ({"id": "other"}, "is not the name of its folder"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    error = refusal_of(tmp_path, **changes)

    assert words in error.problem
    assert error.remedy


def test_two_modules_of_one_name_are_refused(tmp_path: Path) -> None:
    write_course(tmp_path / "courses", "radio")
    folder = tmp_path / "labs" / "essentials-radio"
    folder.mkdir(parents=True)
    twin = {**MANIFEST, "id": "essentials-radio"}
    (folder / "lab.yaml").write_text(yaml.safe_dump(twin), encoding="utf-8")

    with pytest.raises(ManifestError, match="2 modules are called essentials-radio"):
        catalogue(tmp_path / "courses", tmp_path / "labs")


def test_reading_the_catalogue_does_not_load_the_notebook_machinery() -> None:
    program = (
        "import sys; from campus5g.authoring import catalogue; catalogue(); "
        "print({'nbformat', 'nbconvert', 'nbgrader'} & set(sys.modules))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )

    assert answer.stdout.strip() == "set()"


def test_an_anchor_of_a_line_is_worth_no_more_than_its_line() -> None:
    anchor = {"points": 3, "fr": "x", "en": "x"}
    line = {"points": 2, "fr": "x", "en": "x", "anchors": [anchor]}

    with pytest.raises(ValueError, match="worth more"):
        Item.model_validate(
            {
                "id": "file",
                "points": 4,
                "kind": "manual",
                "title": {"fr": "x", "en": "x"},
                "rubric": [line, {**line, "anchors": []}],
            }
        )
