"""A module in each learner's own language: one assignment, one submission, one grade."""

import os
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from tiny_lab import sources, tiny_notebook, write_lab

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.editions.changing import change_language
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.grades import answer_cells, graded_cells
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import NotebookError, read_notebook, write_notebook
from campus5g.courseware.editions import has_editions, language_of, released_folder
from campus5g.courseware.lab.hints import hints_of
from campus5g.language import LANGUAGES, Language

COURSE, MODULE = "spring", "tiny"
HINTS = {
    "total": {
        step: {"fr": f"{step} en français", "en": f"{step} in English"}
        for step in ("nudge", "method", "example")
    }
}
PROGRAM = "from campus5g import t\n\nNAME = t(fr='débit', en='rate')\n"
RIGHT = "def total(a, b):\n    return a + b"
WRONG = "def total(a, b):\n    return a"


@dataclass(frozen=True)
class Site:
    """A cohort that reads French, with the tiny lab."""

    course: NbGraderCourse
    homes: Path

    def learner(self, name: str) -> NbGraderLearner:
        home = self.homes / name
        home.mkdir(parents=True, exist_ok=True)
        return NbGraderLearner(name, home, COURSE, self.course.exchange)

    def released(self, language: Language) -> Path:
        return released_folder(self.course.exchange, COURSE, MODULE, language)

    def change(self, folder: Path, language: Language) -> None:
        (begun,) = (each for each in LANGUAGES if each != language)
        change_language(folder, self.released(begun), self.released(language))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("editions")
    lab = write_lab(folder / "labs")
    notebook = tiny_notebook()
    notebook.cells[7].source = (
        "assert total(1, 2) == 3, t(fr='Les deux débits comptent.', en='Both count.')\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert total(20, 22) == 42, t(fr='Il en manque un.', en='One is missing.')\n"
        "### END HIDDEN TESTS"
    )
    write_notebook(normalise(notebook), lab.notebook)
    (lab.folder / "hints.yaml").write_text(yaml.safe_dump(HINTS), encoding="utf-8")
    (lab.folder / "names.py").write_text(PROGRAM, encoding="utf-8")
    build(cohort("fr"), folder / "course", [lab])
    release(folder / "course", MODULE, folder / "exchange")
    return Site(NbGraderCourse(folder / "course", folder / "exchange"), folder / "homes")


def cohort(language: Language) -> Cohort:
    return Cohort(
        id=COURSE,
        title="Printemps",
        language=language,
        trainer="tina",
        learners=["ann", "ben", "cleo"],
        modules=[MODULE],
    )


def notebook_in(folder: Path) -> NotebookNode:
    return read_notebook(folder / f"{MODULE}.ipynb")


def write(folder: Path, notebook: NotebookNode) -> None:
    write_notebook(notebook, folder / f"{MODULE}.ipynb")


@pytest.mark.parametrize(
    ("language", "present", "absent"),
    [
        ("fr", ["# Débits", "Les deux débits comptent."], ["# Rates", "Both count.", "t("]),
        ("en", ["# Rates", "Both count."], ["# Débits", "débits comptent", "t("]),
    ],
)
def test_a_learner_gets_the_module_in_their_own_language(
    site: Site, language: Language, present: list[str], absent: list[str]
) -> None:
    folder = site.learner(f"own-{language}").fetch(MODULE, language)

    text = sources(notebook_in(folder))
    assert f'set_language("{language}")' in text
    for words in present:
        assert words in text
    for words in absent:
        assert words not in text.replace("import set_language, t", "").replace("set_language(", "")


def test_files_beside_the_notebook_speak_one_language_and_hints_are_not_listed(site: Site) -> None:
    folder = site.learner("files").fetch(MODULE, "en")

    assert "NAME = 'rate'" in (folder / "names.py").read_text(encoding="utf-8")
    listed = {file.name for file in folder.iterdir() if not file.name.startswith(".")}
    assert listed == {"tiny.ipynb", "names.py"}
    assert "français" not in (folder / ".hints.yaml").read_text(encoding="utf-8")
    assert "nudge in English" in repr(hints_of("total", folder))


def test_without_a_wish_it_is_the_cohorts_language(site: Site) -> None:
    folder = site.learner("no-wish").fetch(MODULE)

    assert language_of(folder / "tiny.ipynb") == "fr"


def test_changing_the_language_there_and_back_changes_nothing(site: Site) -> None:
    folder = site.learner("there-and-back").fetch(MODULE, "fr")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    site.change(folder, "en")
    assert language_of(folder / "tiny.ipynb") == "en"
    site.change(folder, "fr")

    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_what_the_learner_did_stays_when_the_language_changes(site: Site) -> None:
    folder = site.learner("worked").fetch(MODULE, "fr")
    mine = notebook_in(folder)
    answers = answer_cells(mine)
    answers["total-answer"].source = RIGHT
    answers["total-answer"].outputs = [new_output("stream", text="3")]
    answers["workplace"].source = "Vingt caméras sur le quai."
    own = new_code_cell("mine = 7")
    mine.cells.insert(4, own)
    mine.cells[0].source = "# Mes notes sur les débits"
    write(folder, mine)
    (folder / "names.py").write_text("NAME = 'le mien'\n", encoding="utf-8")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "rates.csv").write_text("1,2", encoding="utf-8")

    site.change(folder, "en")

    changed = notebook_in(folder)
    assert answer_cells(changed)["total-answer"].source == RIGHT
    assert answer_cells(changed)["total-answer"].outputs[0].text == "3"
    assert answer_cells(changed)["workplace"].source == "Vingt caméras sur le quai."
    assert answer_cells(changed)["double-answer"].source == "...  # your code here"
    assert changed.cells[4].source == "mine = 7"
    assert changed.cells[0].source == "# Mes notes sur les débits"
    assert "Both count." in graded_cells(changed)["total"].source
    assert (folder / "names.py").read_text(encoding="utf-8") == "NAME = 'le mien'\n"
    assert (folder / "evidence" / "rates.csv").exists()


def test_a_locked_cell_follows_the_language_whatever_it_holds(site: Site) -> None:
    folder = site.learner("tampered").fetch(MODULE, "fr")
    mine = notebook_in(folder)
    graded_cells(mine)["total"].source = "pass"
    write(folder, mine)

    site.change(folder, "en")

    assert "Both count." in graded_cells(notebook_in(folder))["total"].source


def test_a_page_keeps_its_answers_and_nothing_older(site: Site) -> None:
    """Nobody edits a page's words: after another release they are the new ones."""
    folder = site.learner("page").fetch(MODULE, "fr")
    (folder / "module.yaml").touch()
    mine = notebook_in(folder)
    mine.cells[0].source = "# Débits d’une version plus ancienne"
    answer_cells(mine)["workplace"].source = "Vingt caméras."
    write(folder, mine)

    site.change(folder, "en")

    changed = notebook_in(folder)
    assert changed.cells[0].source == "# Rates"
    assert answer_cells(changed)["workplace"].source == "Vingt caméras."


def test_releases_that_do_not_belong_together_leave_the_copy_alone(
    site: Site, tmp_path: Path
) -> None:
    folder = site.learner("half-released").fetch(MODULE, "fr")
    before = (folder / "tiny.ipynb").read_bytes()
    other = tmp_path / MODULE
    other.mkdir()
    short = notebook_in(site.released("en"))
    short.cells.pop()
    write(other, short)

    with pytest.raises(NotebookError):
        change_language(folder, site.released("fr"), other)

    assert (folder / "tiny.ipynb").read_bytes() == before


def test_each_is_graded_in_their_own_language_in_one_gradebook(site: Site) -> None:
    """Ann reads French and Ben English; Cleo hands in English untouched."""
    for name, language in (("ann", "fr"), ("ben", "en"), ("cleo", "en")):
        learner = site.learner(name)
        folder = learner.fetch(MODULE, language)  # type: ignore[arg-type]
        if name != "cleo":
            mine = notebook_in(folder)
            answer_cells(mine)["total-answer"].source = WRONG
            answer_cells(mine)["double-answer"].source = "double = 42"
            answer_cells(mine)["workplace"].source = "Twenty cameras."
            write(folder, mine)
        learner.submit(MODULE)

    site.course.collect(MODULE)
    for name in ("ann", "ben", "cleo"):
        site.course.autograde(MODULE, name)

    scores = {name: site.course.automatic_scores(MODULE, name) for name in ("ann", "ben", "cleo")}
    assert scores["ann"] == scores["ben"] == {"total": 0.0, "double": 3.0, "workplace": None}
    # Nothing answered is seen in either language: no trainer has to read it.
    assert scores["cleo"] == {"total": 0.0, "double": 0.0, "workplace": 0.0}
    said = {name: failure_of(site, name) for name in ("ann", "ben")}
    assert said == {"ann": "Les deux débits comptent.", "ben": "Both count."}
    assert "t(" not in graded_cells(graded_copy(site, "ben"))["total"].source


def graded_copy(site: Site, name: str) -> NotebookNode:
    return notebook_in(site.course.folder / "autograded" / name / MODULE)


def failure_of(site: Site, name: str) -> str:
    outputs = graded_cells(graded_copy(site, name))["total"].outputs
    return next(each.evalue for each in outputs if each.output_type == "error")


def test_a_cohort_that_changes_its_language_has_no_edition_of_its_own(tmp_path: Path) -> None:
    lab = write_lab(tmp_path / "labs")
    course, exchange = tmp_path / "course", tmp_path / "exchange"
    build(cohort("fr"), course, [lab])
    release(course, MODULE, exchange)

    build(cohort("en"), course, [lab])
    release(course, MODULE, exchange)

    found = {each: released_folder(exchange, COURSE, MODULE, each) for each in LANGUAGES}
    assert {each: language_of(found[each] / "tiny.ipynb") for each in LANGUAGES} == {
        "fr": "fr",
        "en": "en",
    }
    assert found["en"].parent.name == "outbound"
    assert has_editions(exchange, COURSE, MODULE)


@pytest.mark.parametrize("said", [None, "fr", ["fr"], {"language": ["fr"]}, {"language": "de"}])
def test_a_notebook_that_says_something_else_has_no_language(said: object, tmp_path: Path) -> None:
    notebook = deepcopy(tiny_notebook())
    notebook.metadata["campus5g"] = said
    write_notebook(notebook, tmp_path / "tiny.ipynb")

    assert language_of(tmp_path / "tiny.ipynb") is None


def test_a_pipe_in_a_notebooks_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tiny.ipynb")

    assert language_of(tmp_path / "tiny.ipynb") is None
