"""A scene on its way to learners: drawn by a module's page, shown by a lab's notebook."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_lab import tiny_notebook

from campus5g.authoring.catalogue import KitNeeds, Module, catalogue
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.new import NewModuleError, new_course, new_scene
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.opening_scene import PICTURE, scene_files
from campus5g.authoring.preview.specimen import specimen
from campus5g.authoring.rules.scene import scene_findings
from campus5g.evidence.work import RELEASE_FILE
from campus5g.scenes.scene import SCENE_FILE, Scene, load_scene

COHORT = Cohort(
    id="spring", title="Spring", language="fr", trainer="trainer", learners=[], modules=["tiny"]
)


def scene_of(module: Module) -> Scene:
    scene = load_scene(module.folder)
    assert scene is not None
    return scene


def change(module: Module, before: str, after: str) -> None:
    file = module.folder / SCENE_FILE
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_a_new_scene_has_no_findings_and_is_not_overwritten(lab: Module) -> None:
    new_scene(lab)

    assert list(scene_findings(lab.folder)) == []
    with pytest.raises(NewModuleError, match="already exists"):
        new_scene(lab)


def test_a_lab_s_notebook_shows_its_scene_below_the_title_described_in_both_languages(
    lab: Module, tmp_path: Path
) -> None:
    new_scene(lab)
    shows = scene_of(lab).shows

    build(COHORT, tmp_path / "course", [lab])

    handed_out = tmp_path / "course" / "source" / "tiny"
    picture = (handed_out / PICTURE).read_text(encoding="utf-8")
    before, after = tiny_notebook().cells, read_notebook(handed_out / "tiny.ipynb").cells
    assert picture.startswith("<svg ")
    assert after[0].source.split("\n\n")[:2] == [
        before[0].source.split("\n")[0],
        f"![{shows.fr}](images/scene.svg)",
    ]
    assert f"![{shows.en}](images/scene.svg)" in after[1].source
    assert [cell.source for cell in after[2:]] == [cell.source for cell in before[2:]]


def test_a_module_hands_out_its_scene_for_its_page_to_draw(tmp_path: Path) -> None:
    folder = new_course("harbour", tmp_path) / "first-module"
    module = next(each for each in catalogue(tmp_path, tmp_path / "none"))
    new_scene(module)

    assert scene_files(module) == {Path(SCENE_FILE): (folder / SCENE_FILE).read_bytes()}


def test_a_drawing_that_changes_leaves_the_evidence_of_its_lab_valid(
    lab: Module, tmp_path: Path
) -> None:
    measured = replace(lab, manifest=lab.manifest.model_copy(update={"kit": KitNeeds()}))
    build(COHORT, tmp_path / "course", [measured])
    release = tmp_path / "course" / "source" / "tiny" / RELEASE_FILE
    before = release.read_text(encoding="utf-8")

    new_scene(lab)
    build(COHORT, tmp_path / "course", [measured])

    assert (tmp_path / "course" / "source" / "tiny" / PICTURE).is_file()
    assert release.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("{part: mast,", "{part: masts,", "The library has no part masts"),
        ("at: [650, 376]", "at: [900, 376]", "is not seen on a phone"),
        ("at: [650, 376]", "at: [650, 3760]", "agv is far outside the frame"),
    ],
)
def test_what_is_wrong_with_a_scene_is_found(
    lab: Module, before: str, after: str, problem: str
) -> None:
    new_scene(lab)
    change(lab, before, after)

    assert problem in " ".join(map(str, scene_findings(lab.folder)))


def test_words_that_say_too_little_or_the_same_are_found(lab: Module) -> None:
    (lab.folder / SCENE_FILE).write_text(
        "shows: {fr: Une image, en: Une image}\nparts: [{part: yard}]", encoding="utf-8"
    )

    found = " ".join(map(str, scene_findings(lab.folder)))

    assert "2 words in French" in found
    assert "2 words in English" in found
    assert "the same in both languages" in found


def test_the_specimen_page_shows_each_part_each_tone_and_the_scene_in_five_views(
    lab: Module,
) -> None:
    new_scene(lab)

    page = specimen([lab])

    assert page.count("<figure") == 5
    assert page.count("c5s--night") >= 2
    assert "prefers-color-scheme" not in page
    assert "A control cabinet, open, with its devices" in page
    assert "steel-light" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_specimen_page_tells_what_is_wrong_with_a_scene_in_its_place(lab: Module) -> None:
    new_scene(lab)
    change(lab, "{part: mast,", "{part: masts,")

    page = specimen([lab])

    assert "The library has no part masts" in page
    assert "<figure" not in page
