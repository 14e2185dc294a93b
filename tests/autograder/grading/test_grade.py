"""A source and a submission in, points for every cell out: no gradebook is needed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from class_makers import Course, Hand
from nbgrader.api import Gradebook

from autograder.grading import Result, Settings, Source, Submission, grade
from autograder.sandbox import Environment, Level, Nursery, best_level
from autograder.status import Status


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(Environment(), best_level()) as warm:
        yield warm


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    return fresh_course("text_processing")


def handed_in(course: Course, hand: Hand) -> Submission:
    """Hand it in and return it."""
    hand.hand_in()
    return Submission(hand.student, course.submitted(hand.student))


def source_of(course: Course) -> Source:
    """Return the source as the gradebook has it."""
    with Gradebook(course.database) as gradebook:
        return Source.from_gradebook(gradebook, course.assignment, Settings(course.root))


@pytest.mark.proof
def test_a_folder_of_source_notebooks_is_enough(course: Course, nursery: Nursery) -> None:
    source = Source.from_folder(course.root / "source" / course.assignment)

    result = grade(source, handed_in(course, Hand(course, "ann").solve()), nursery=nursery)

    assert result.status is Status.GRADED
    assert result.points == {
        "1_tokens": {"test_tokens": 3.0, "test_frequent": 2.0, "ambiguity": None},
        "2_patterns": {
            "test_bearings": 2.0,
            "test_wind": 4.0,
            "test_vocabulary": 1.0,
            "expression": None,
        },
    }


def test_a_grader_starts_its_own_nursery_by_default(course: Course) -> None:
    source = Source.from_folder(course.root / "source" / course.assignment)

    result = grade(source, handed_in(course, Hand(course, "ann")))

    assert result.points["1_tokens"] == {"test_tokens": 0.0, "test_frequent": 0.0, "ambiguity": 0.0}


def test_a_folder_gives_the_same_result_as_the_gradebook(course: Course) -> None:
    from_folder = Source.from_folder(course.root / "source" / course.assignment)
    from_gradebook = source_of(course)

    assert {cell for each in from_folder.notebooks for cell in each.source_cells} == {
        cell for each in from_gradebook.notebooks for cell in each.source_cells
    }


def test_source_and_result_go_through_json_unchanged(course: Course, nursery: Nursery) -> None:
    source = source_of(course)
    result = grade(source, handed_in(course, Hand(course, "ann").solve()), nursery=nursery)

    assert Source.from_json(json.loads(json.dumps(source.to_json()))) == source
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_no_hidden_test_is_in_the_folder_where_a_notebook_runs(
    course: Course, nursery: Nursery
) -> None:
    hand = Hand(course, "ann").solve()
    hand.add("1_tokens", "from pathlib import Path\nsorted(map(str, Path().glob('*.*')))")
    found = grade(
        source_of(course), handed_in(course, hand), settings=Settings(course.root), nursery=nursery
    )

    assert "['corpus.txt', 'rules.py', 'timestamp.txt', 'vocabulary.txt']" in _shown(found)


def _shown(result: Result) -> str:
    notebook = nbformat.reads(result.notebooks[0].text, as_version=4)
    (output,) = notebook.cells[-1].outputs
    return "".join(output["data"]["text/plain"])


def test_course_specific_preprocessors_are_called_in_their_place(
    course: Course, nursery: Nursery
) -> None:
    (course.root / "generous.py").write_text(
        "from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades\n\n\n"
        "class Signed(NbGraderPreprocessor):\n"
        "    def preprocess(self, nb, resources):\n"
        "        nb.metadata['signed'] = resources['nbgrader']['student']\n"
        "        return nb, resources\n\n\n"
        "class HalfPoints(SaveAutoGrades):\n"
        "    def _add_score(self, cell, resources):\n"
        "        super()._add_score(cell, resources)\n"
        "        grade = self.gradebook.find_grade(cell.metadata.nbgrader['grade_id'],\n"
        "            self.notebook_id, self.assignment_id, self.student_id)\n"
        "        if grade.auto_score is not None:\n"
        "            grade.auto_score /= 2\n"
    )
    with (course.root / "nbgrader_config.py").open("a") as configuration:
        configuration.write(
            "c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute',"
            " 'generous.Signed', 'generous.HalfPoints']\n"
        )

    result = grade(
        source_of(course),
        handed_in(course, Hand(course, "ann").solve()),
        settings=Settings(course.root),
        nursery=nursery,
    )

    assert result.points["1_tokens"] == {
        "test_tokens": 1.5,
        "test_frequent": 1.0,
        "ambiguity": None,
    }
    assert json.loads(result.notebooks[0].text or "")["metadata"]["signed"] == "ann"
    assert not any(notebook.penalised for notebook in result.notebooks)


def test_a_course_specific_execute_runs_in_the_sandbox(course: Course, nursery: Nursery) -> None:
    (course.root / "own_execute.py").write_text(
        "from nbgrader.preprocessors import Execute\n\n\n"
        "class OwnExecute(Execute):\n"
        "    def preprocess(self, nb, resources, km=None):\n"
        "        raise AssertionError('outside the sandbox')\n"
    )
    with (course.root / "nbgrader_config.py").open("a") as configuration:
        configuration.write(
            "c.Autograde.autograde_preprocessors = ['own_execute.OwnExecute',"
            " 'nbgrader.preprocessors.SaveAutoGrades']\n"
        )

    result = grade(
        source_of(course),
        handed_in(course, Hand(course, "ann").solve()),
        settings=Settings(course.root),
        nursery=nursery,
    )

    assert result.notebooks[0].executor == "forked"


def place(course: Course, test: str, isolation: str) -> None:
    """Write into the source where the author wants a test to run."""
    path = course.root / "source" / course.assignment / "1_tokens.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == test:
            cell.metadata["autograder"] = {"isolation": isolation}
    nbformat.write(notebook, path)


@pytest.mark.parametrize("wish", ["process", "shell"])
def test_an_author_decides_where_a_test_runs(course: Course, wish: str) -> None:
    place(course, "test_tokens", wish)

    places = source_of(course).notebooks[0].placements

    assert places["test_tokens"].isolation == wish
    assert places["test_tokens"].asked_for == (wish == "process")
    assert places["test_frequent"].isolation == "process"


def test_tampering_is_left_to_a_person_with_a_comment(course: Course, nursery: Nursery) -> None:
    place(course, "test_tokens", "shell")
    hand = Hand(course, "mallory").solve()
    hand.write("tokens", "tokens = None")
    hand.add(
        "1_tokens",
        "get_ipython().ast_transformers.append(type('Nothing', (), {'visit': lambda self, node:"
        " __import__('ast').parse('')})())",
        before="test_tokens",
    )

    result = grade(source_of(course), handed_in(course, hand), nursery=nursery)

    cells = {cell.name: cell for cell in result.notebooks[0].cells}
    assert result.status is Status.TAMPERING
    assert cells["test_tokens"].auto_score is None
    assert cells["test_tokens"].needs_manual_grade
    assert cells["test_tokens"].suspicions
    assert cells["test_tokens"].suspicions[0] in (cells["tokens"].auto_comment or "")


@pytest.mark.proof
@pytest.mark.parametrize("named_by", ["learner", "author"])
def test_tests_in_a_kernel_that_only_the_learner_named_are_left_to_a_person(
    course: Course, nursery: Nursery, own_kernel: str, named_by: str
) -> None:
    kernelspec = {"name": own_kernel, "display_name": "Own", "language": "python"}
    hand = Hand(course, "mallory").solve()
    hand.notebooks["1_tokens"].metadata["kernelspec"] = kernelspec
    known = source_of(course)
    first, *others = known.notebooks
    named = json.dumps(kernelspec if named_by == "author" else {})
    source = replace(known, notebooks=(replace(first, kernelspec=named), *others))

    result = grade(source, handed_in(course, hand), nursery=nursery)

    tokens = result.notebooks[0]
    by_name = {cell.name: cell for cell in tokens.cells}
    assert (tokens.executor, tokens.status) == ("kernel", Status.GRADED)
    if named_by == "author":
        assert by_name["test_tokens"].auto_score == 3.0
        assert not tokens.suspicions
    else:
        assert by_name["test_tokens"].auto_score is None
        assert by_name["test_tokens"].needs_manual_grade
        assert by_name["test_tokens"].suspicions == tokens.suspicions


@pytest.mark.proof
def test_every_comment_says_that_the_notebook_was_not_confined(course: Course) -> None:
    with Nursery(Environment(), Level.UNSAFE) as unsafe:
        result = grade(
            source_of(course), handed_in(course, Hand(course, "ann").solve()), nursery=unsafe
        )

    comments = [
        cell.auto_comment
        for notebook in result.notebooks
        for cell in notebook.cells
        if cell.commented
    ]
    assert comments
    assert all("without a sandbox" in (comment or "") for comment in comments)


def test_nbgraders_own_warnings_are_kept(course: Course, nursery: Nursery) -> None:
    hand = Hand(course, "ann").solve()
    hand.cell("test_tokens").source = "pass"

    result = grade(source_of(course), handed_in(course, hand), nursery=nursery)

    assert any("test_tokens" in note for note in result.notebooks[0].notes)


def test_without_execution_nothing_is_run(course: Course, nursery: Nursery, tmp_path: Path) -> None:
    hand = Hand(course, "ann").solve()
    hand.cell("test_tokens").outputs = [nbformat.v4.new_output("error", ename="E", evalue="")]

    result = grade(
        source_of(course),
        handed_in(course, hand),
        settings=Settings(course.root, ("--no-execute",)),
        nursery=nursery,
    )

    assert result.points["1_tokens"]["test_tokens"] == 0.0
    assert result.notebooks[0].executor is None
