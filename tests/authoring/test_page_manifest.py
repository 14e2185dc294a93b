"""What is released beside an awareness module: all that its page shows, nothing of its grading."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from nbformat import NotebookNode
from tiny_lab import MANIFEST, in_english, in_french, tiny_notebook

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.checks import UnsoundModuleError, findings
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import write_notebook
from campus5g.courseware.page.manifest import load_page_manifest

GLOSSARY = {
    "slice": {
        "word": {"fr": "tranche", "en": "slice"},
        "meaning": {"fr": "Une part du réseau.", "en": "A part of the network."},
    },
    "latency": {
        "word": {"fr": "latence", "en": "latency"},
        "meaning": {"fr": "Un délai.", "en": "A delay."},
    },
}


def write_courses(courses: Path, notebook: NotebookNode, glossary: Any = GLOSSARY) -> list[Module]:
    """A course of two modules with the same notebook."""
    course = {"id": "essentials", "modules": ["first", "second"]}
    course |= {key: {"fr": f"{key} fr", "en": f"{key} en"} for key in ("title", "summary")}
    (courses / "essentials").mkdir(parents=True)
    (courses / "essentials" / "course.yaml").write_text(yaml.safe_dump(course))
    (courses / "glossary.yaml").write_text(yaml.safe_dump(glossary))
    for name in ("first", "second"):
        folder = courses / "essentials" / name
        folder.mkdir()
        (folder / "module.yaml").write_text(yaml.safe_dump({**MANIFEST, "id": name}))
        write_notebook(normalise(notebook), folder / f"{name}.ipynb")
    return catalogue(courses, courses / "no-labs")


def marking(word: str) -> NotebookNode:
    notebook = tiny_notebook()
    notebook.cells += [in_french(f"Une [tranche](glossary:{word})."), in_english("A slice.")]
    return notebook


def test_a_module_is_released_with_its_glossary_terms_and_neighbours(tmp_path: Path) -> None:
    modules = write_courses(tmp_path / "courses", marking("slice"))
    cohort = Cohort(
        id="c", title="C", language="fr", trainer="t", modules=[module.id for module in modules]
    )

    build(cohort, tmp_path / "cohort", modules)

    page = load_page_manifest(tmp_path / "cohort" / "source" / "essentials-first")
    assert (page.id, page.course.fr, page.minutes) == ("essentials-first", "title fr", 20)
    assert page.previous is None
    assert page.next is not None
    assert page.next.id == "essentials-second"
    assert list(page.glossary) == ["slice"]


def test_nothing_of_how_it_is_graded_is_released(tmp_path: Path) -> None:
    modules = write_courses(tmp_path / "courses", tiny_notebook())
    cohort = Cohort(id="c", title="C", language="fr", trainer="t", modules=[modules[0].id])

    build(cohort, tmp_path / "cohort", modules)

    released = tmp_path / "cohort" / "source" / "essentials-first" / "module.yaml"
    text = released.read_text(encoding="utf-8")
    assert "rubric" not in text
    assert MANIFEST["wrong"]["forgets-the-second"]["why"]["fr"] not in text


def test_a_term_missing_from_the_glossary_blocks_the_module(tmp_path: Path) -> None:
    modules = write_courses(tmp_path / "courses", marking("slize"))

    problems = [finding.problem for finding in findings(modules[0])]

    assert "The glossary does not explain slize." in problems
    with pytest.raises(UnsoundModuleError, match="does not explain slize"):
        build(
            Cohort(id="c", title="C", language="fr", trainer="t", modules=[modules[0].id]),
            tmp_path / "cohort",
            modules,
        )
