"""Every awareness module on nbgrader's path: handed out, taken, handed in and graded."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode

from campus5g.authoring.answers import answered
from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.cohort import Cohort, build, release
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.authoring.grades import graded_cells
from campus5g.authoring.nbgrader_course import NbGraderCourse
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.language import LANGUAGES, Language

AWARENESS = [module for module in catalogue() if module.kind == "awareness"]


@dataclass(frozen=True)
class Graded:
    """What came out for somebody who took a module."""

    notebook: NotebookNode
    points: dict[str, float | None]

    @property
    def errors(self) -> list[str]:
        return [
            f"{cell.id}: {output.ename}: {output.evalue}"
            for cell in self.notebook.cells
            for output in cell.get("outputs", [])
            if output.output_type == "error"
        ]


class Classroom:
    """A module released in one language, and those who take it."""

    def __init__(self, module: Module, language: Language, folder: Path) -> None:
        self.module = module
        self.folder = folder
        cohort = Cohort(
            id="trial", title="Trial", language=language, trainer="trainer", modules=[module.id]
        )
        build(cohort, folder / "course", [module])
        self.released = release(folder / "course", module.id, folder / "exchange")
        self.course = NbGraderCourse(folder / "course", folder / "exchange")

    def take(self, learner: str, knows_all: bool) -> Graded:
        """Hand in the module as released, or with all its answers, and grade it."""
        module, name = self.module, f"{self.module.id}.ipynb"
        handed_in = self.folder / "course" / "submitted" / learner / module.id
        handed_in.mkdir(parents=True)
        notebook = read_notebook(self.released / name)
        if knows_all:
            notebook = answered(notebook, read_notebook(module.notebook))
            quiz = quiz_of(module)
            assert quiz
            answers = right_answers(quiz, learner).model_dump_json()
            (handed_in / "answers.json").write_text(answers, encoding="utf-8")
        write_notebook(notebook, handed_in / name)
        self.course.autograde(module.id, learner)
        graded = self.folder / "course" / "autograded" / learner / module.id / name
        points = self.course.automatic_scores(module.id, learner)
        return Graded(read_notebook(graded), points)


@pytest.fixture(
    scope="module",
    params=[(module, language) for module in AWARENESS for language in LANGUAGES],
    ids=lambda param: f"{param[0].id}-{param[1]}",
)
def classroom(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Classroom:
    module, language = request.param
    return Classroom(module, language, tmp_path_factory.mktemp("classroom"))


def test_who_hands_a_module_in_as_released_meets_no_error_and_gets_no_point(
    classroom: Classroom,
) -> None:
    graded = classroom.take("novice", knows_all=False)
    assert graded.errors == []
    assert sum(points or 0 for points in graded.points.values()) == 0


def test_who_knows_all_answers_gets_all_points_but_those_the_trainer_gives(
    classroom: Classroom,
) -> None:
    graded = classroom.take("expert", knows_all=True)
    assert graded.errors == []
    items = {item.id: item for item in classroom.module.manifest.items}
    assert graded.points == {
        name: items[name].points if items[name].kind == "automatic" else None
        for name in graded_cells(graded.notebook)
    }
