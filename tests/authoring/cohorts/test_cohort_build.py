"""A cohort's nbgrader course: built again without harm, released in one language."""

import datetime
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from nbformat import NotebookNode
from tiny_lab import in_french, sources, tiny_notebook, write_lab
from traitlets.config import Config

from campus5g.authoring.catalogue import Module
from campus5g.authoring.checks import UnsoundModuleError
from campus5g.authoring.cohorts.cohort import Cohort, build, load_cohort, release
from campus5g.authoring.cohorts.nbgrader_course import GradingError, NbGraderCourse
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.manifest import ManifestError

COHORT = Cohort(
    id="spring",
    title="Équipe de printemps",
    language="fr",
    trainer="formatrice",
    learners=["apprenant"],
    modules=["tiny"],
    starts=datetime.date(2026, 3, 2),
    ends=datetime.date(2026, 3, 27),
)


def in_language(language: str) -> Cohort:
    return COHORT.model_copy(update={"language": language})


def files_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder: its content and when it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@dataclass(frozen=True)
class Handout:
    course: Path
    exchange: Path


@pytest.fixture(autouse=True)
def messages_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "en")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Handout:
    """The tiny lab released in French, for tests that only look."""
    folder = tmp_path_factory.mktemp("handout")
    build(COHORT, folder / "course", [write_lab(folder / "labs")])
    release(folder / "course", "tiny", folder / "exchange")
    return Handout(folder / "course", folder / "exchange")


def released(folder: Path) -> NotebookNode:
    return read_notebook(folder / "release" / "tiny" / "tiny.ipynb")


def test_a_build_makes_a_course_that_remembers_its_cohort(lab: Module, tmp_path: Path) -> None:
    build(COHORT, tmp_path / "course", [lab])

    assert load_cohort(tmp_path / "course") == COHORT
    assert set(files_of(tmp_path / "course")) == {
        "cohort.yaml",
        "nbgrader_config.py",
        "source/tiny/tiny.ipynb",
    }


def test_only_the_notebook_and_its_material_are_handed_out(lab: Module, tmp_path: Path) -> None:
    for name in ("data/rates.csv", "images/a.svg", "plot.py", "capture.pcapng", "data/.secret"):
        path = lab.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")

    build(COHORT, tmp_path / "course", [lab])

    assert set(files_of(tmp_path / "course" / "source" / "tiny")) == {
        "tiny.ipynb",
        "data/rates.csv",
        "images/a.svg",
        "plot.py",
    }


def test_a_second_build_of_the_same_writes_nothing(lab: Module, tmp_path: Path) -> None:
    build(COHORT, tmp_path / "course", [lab])
    before = files_of(tmp_path / "course")

    build(COHORT, tmp_path / "course", [lab])

    assert files_of(tmp_path / "course") == before


def test_a_build_after_an_author_s_change_updates_the_source_only(
    lab: Module, tmp_path: Path
) -> None:
    course = tmp_path / "course"
    (lab.folder / "data").mkdir()
    (lab.folder / "data" / "old.csv").write_text("x", encoding="utf-8")
    build(COHORT, course, [lab])
    release(course, "tiny", tmp_path / "exchange")
    for name in ("submitted", "autograded", "feedback"):
        (course / name / "apprenant" / "tiny").mkdir(parents=True)
        (course / name / "apprenant" / "tiny" / "tiny.ipynb").write_text("theirs")
    before = files_of(course)
    notebook = tiny_notebook()
    notebook.cells[0].source = "# Débits montants"
    write_notebook(normalise(notebook), lab.notebook)
    (lab.folder / "data" / "old.csv").unlink()

    build(COHORT, course, [lab])

    after = files_of(course)
    assert {name for name in before if before[name] != after.get(name)} == {
        "source/tiny/tiny.ipynb",
        "source/tiny/data/old.csv",
    }
    assert "Débits montants" in sources(read_notebook(course / "source" / "tiny" / "tiny.ipynb"))


def test_a_module_that_leaves_before_release_is_forgotten(lab: Module, tmp_path: Path) -> None:
    course = tmp_path / "course"
    (course / "source" / "left").mkdir(parents=True)
    (course / "source" / "handed-out").mkdir()
    (course / "release" / "handed-out").mkdir(parents=True)

    build(COHORT, course, [lab])

    assert {path.name for path in (course / "source").iterdir()} == {"tiny", "handed-out"}


def test_an_invalid_module_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    notebook = tiny_notebook()
    notebook.cells.append(in_french("Seul."))
    lab = write_lab(tmp_path / "labs", notebook)

    with pytest.raises(UnsoundModuleError):
        build(COHORT, tmp_path / "course", [lab])

    assert not (tmp_path / "course").exists()


@pytest.mark.parametrize(
    ("language", "problem"),
    [("fr", "est le dossier du groupe spring"), ("en", "is the folder of cohort spring")],
)
def test_the_folder_of_another_cohort_is_refused(
    monkeypatch: pytest.MonkeyPatch, lab: Module, tmp_path: Path, language: str, problem: str
) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", language)
    build(COHORT, tmp_path / "course", [lab])

    with pytest.raises(ManifestError, match=problem):
        build(COHORT.model_copy(update={"id": "autumn"}), tmp_path / "course", [lab])


def test_a_cohort_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    values = {**COHORT.model_dump(mode="json"), "ends": "2026-01-01"}
    (tmp_path / "cohort.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")

    with pytest.raises(ManifestError, match="before it starts"):
        load_cohort(tmp_path)


@pytest.mark.parametrize(
    ("language", "present", "absent"),
    [
        ("fr", ["# Débits", "votre code ici", "Votre réponse ici"], ["# Rates", "your code"]),
        ("en", ["# Rates", "your code here", "Your answer here"], ["# Débits", "votre code"]),
    ],
)
def test_a_released_notebook_has_one_language_no_solutions_and_no_hidden_tests(
    lab: Module, tmp_path: Path, language: str, present: list[str], absent: list[str]
) -> None:
    build(in_language(language), tmp_path / "course", [lab])

    release(tmp_path / "course", "tiny", tmp_path / "exchange")

    text = sources(released(tmp_path / "course"))
    for words in [*present, f'set_language("{language}")', "assert total(1, 2) == 3"]:
        assert words in text
    for words in [*absent, "return a + b", "Vingt", "== 42\n#", "total(20, 22)", "HIDDEN", "BEGIN"]:
        assert words not in text


def test_an_unanswered_code_cell_is_valid_python(handout: Handout) -> None:
    for grade_id, cell in answer_cells(released(handout.course)).items():
        if cell.cell_type == "code":
            compile(cell.source, grade_id, "exec")


def test_release_puts_the_learner_s_copy_into_the_exchange(handout: Handout) -> None:
    handed_out = handout.exchange / "spring" / "outbound" / "tiny" / "tiny.ipynb"

    assert sources(read_notebook(handed_out)) == sources(released(handout.course))


def test_a_second_release_replaces_the_first(lab: Module, tmp_path: Path) -> None:
    course, exchange = tmp_path / "course", tmp_path / "exchange"
    build(COHORT, course, [lab])
    release(course, "tiny", exchange)
    notebook = tiny_notebook()
    notebook.cells[0].source = "# Débits montants"
    write_notebook(normalise(notebook), lab.notebook)

    build(COHORT, course, [lab])
    release(course, "tiny", exchange)

    handed_out = read_notebook(exchange / "spring" / "outbound" / "tiny" / "tiny.ipynb")
    assert "Débits montants" in sources(handed_out)


def test_a_module_of_another_cohort_is_not_released(handout: Handout) -> None:
    with pytest.raises(ManifestError) as refused:
        release(handout.course, "latency", handout.exchange)

    assert refused.value.remedy == "Release one of: tiny."


def test_a_refusal_of_nbgrader_is_shown_in_its_words(lab: Module, tmp_path: Path) -> None:
    build(COHORT, tmp_path / "course", [lab])
    source = tmp_path / "course" / "source" / "tiny" / "tiny.ipynb"
    notebook = read_notebook(source)
    answer_cells(notebook)["total-answer"].source = "### BEGIN SOLUTION"
    write_notebook(notebook, source)

    with pytest.raises(GradingError, match=r"could not generate tiny: .*no end solution statement"):
        release(tmp_path / "course", "tiny", tmp_path / "exchange")


def test_scores_of_a_learner_without_a_submission_are_refused(handout: Handout) -> None:
    with pytest.raises(GradingError, match="no submission of nobody"):
        NbGraderCourse(handout.course, handout.exchange).automatic_scores("tiny", "nobody")


@pytest.mark.proof
def test_nbgrader_s_own_command_releases_the_same_notebook(lab: Module, tmp_path: Path) -> None:
    course = tmp_path / "course"
    build(in_language("en"), course, [lab])
    release(course, "tiny", tmp_path / "exchange")
    ours = released(course)

    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "tiny", "--force"],
        cwd=course,
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert sources(released(course)) == sources(ours)


OLDER_CONFIGURATION = """
from campus5g.authoring.cohorts.graded_copy import configure_feedback
from campus5g.authoring.cohorts.keep_language import CODE_STUBS, PREPROCESSORS, TEXT_STUBS

c.GenerateAssignment.preprocessors = PREPROCESSORS
configure_feedback(c, "fr")
c.KeepLanguage.language = "fr"
c.ClearSolutions.code_stub = {"python": CODE_STUBS["fr"]}
c.ClearSolutions.text_stub = TEXT_STUBS["fr"]
"""


def test_a_course_that_an_older_version_built_can_still_be_graded() -> None:
    """Its configuration is written again with its next release, not before."""
    config = Config()

    exec(OLDER_CONFIGURATION, {"c": config})  # noqa: S102 -- as nbgrader runs it

    assert config.ClearSolutions.text_stub == "Votre réponse ici"
    assert config.GradedCopy.language == "fr"
