"""The Validate button on a learner's Jupyter server, and the same from Python."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from class_makers import Course, Hand, lay_out
from jupyter_process import WITHIN_S, jupyter_server
from nbformat import read
from traitlets.config import Config

from autograder import self_check
from autograder.errors import AutograderError
from autograder.plugin.validate import SelfCheck

SELF_CHECK = """
c.SelfCheck.pause_s = {pause_s}

from autograder.plugin.configuration import use_self_check

use_self_check(c)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("check") / "course")
    Hand(made, "solved").solve().hand_in()
    Hand(made, "half").solve("tokens").hand_in()
    return made


def test_a_solved_notebook_passes(course: Course) -> None:
    assert self_check(course.submitted("solved") / "1_tokens.ipynb") == {}


def test_each_failing_test_is_named_with_its_error(course: Course) -> None:
    findings = self_check(course.submitted("half") / "1_tokens.ipynb")

    test, unanswered = findings["failed"]
    assert test["source"].startswith("top = frequent(text, 1)")
    assert "NotImplementedError" in test["raw_error"]
    assert unanswered["raw_error"] == "You did not provide a response."


def test_each_failing_test_leads_to_the_heading_above_it_and_to_its_answer(
    course: Course,
) -> None:
    submitted = course.submitted("half")
    cells = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell
        for cell in read(submitted / "1_tokens.ipynb", as_version=4).cells
    }

    test, unanswered = self_check(submitted / "1_tokens.ipynb")["failed"]

    assert (test["title"], test["cell"]) == ("Words out of text", cells["frequent"].id)
    assert unanswered["cell"] == cells["ambiguity"].id


def test_a_name_error_points_to_the_stopped_cell_that_defines_it(
    course: Course,
) -> None:
    unread = Hand(course, "unreadable").solve()
    unread.write("tokens", "def tokens(text)\n    return text.split()").hand_in()

    findings = self_check(course.submitted("unreadable") / "1_tokens.ipynb")

    test, *_ = findings["failed"]
    assert "name 'tokens' is not defined" in test["raw_error"]
    assert "→ A cell above that uses “tokens” stopped: SyntaxError" in test["raw_error"]
    assert "→ A cell above" in test["error"]


def test_a_name_error_without_a_stopped_cell_gets_no_explanation(course: Course) -> None:
    Hand(course, "misspelt").solve().write("tokens", "def token(text): ...").hand_in()

    findings = self_check(course.submitted("misspelt") / "1_tokens.ipynb")

    assert "name 'tokens' is not defined" in findings["failed"][0]["raw_error"]
    assert "→" not in findings["failed"][0]["raw_error"]


def test_a_changed_test_is_reported(course: Course, tmp_path: Path) -> None:
    hand = Hand(course, "changed").solve()
    hand.cell("test_tokens").source = "assert True"
    hand.hand_in()

    findings = self_check(course.submitted("changed") / "1_tokens.ipynb")

    assert [changed["source"] for changed in findings["changed"]] == ["assert True"]
    assert findings["changed"][0]["cell"] == hand.cell("test_tokens").id


def drawn(course: str, student: str, assignment: str) -> dict[str, str]:
    return {"DRAWN": f"{assignment} of {student} in {course}"}


def test_a_check_uses_the_variables_of_grading(course: Course, tmp_path: Path) -> None:
    Hand(course, "dan").write(
        "tokens", "import os\nraise ValueError(os.environ['DRAWN'])"
    ).hand_in()
    folder = tmp_path / "spring" / course.assignment
    shutil.copytree(course.submitted("dan"), folder)
    c = Config()
    c.Sandbox.submission_variables = f"{__name__}.drawn"
    c.CourseDirectory.student_id = "dan"
    c.Exchange.path_includes_course = True
    c.SelfCheck.validate_all = True

    findings = SelfCheck(config=c).validate(str(folder / "1_tokens.ipynb"))

    assert "words of dan in spring" in str(findings["failed"])


def test_the_process_keeps_its_working_directory_and_environment(course: Course) -> None:
    before = Path.cwd(), dict(os.environ)

    self_check(course.submitted("solved") / "1_tokens.ipynb")

    assert (Path.cwd(), dict(os.environ)) == before


def test_a_notebook_that_ends_its_interpreter_is_reported_without_a_traceback(
    course: Course,
) -> None:
    Hand(course, "leaver").solve().add("1_tokens", "import os\nos._exit(3)").hand_in()

    with pytest.raises(AutograderError, match="Your notebook stopped before the end"):
        self_check(course.submitted("leaver") / "1_tokens.ipynb")


@dataclass(frozen=True)
class Server:
    """``jupyter server`` of one learner."""

    url: str
    root: Path

    def validate(self, path: str) -> httpx.Response:
        return httpx.post(f"{self.url}assignments/validate", data={"path": path}, timeout=WITHIN_S)

    def answer(self, path: str) -> dict[str, Any]:
        response = self.validate(path)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found


def served(course: Course, place: Path, pause_s: float) -> Iterator[Server]:
    root = course.root / "submitted"
    with jupyter_server(place, root, SELF_CHECK.format(pause_s=pause_s)) as url:
        yield Server(url, root)


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from served(course, tmp_path_factory.mktemp("server"), pause_s=0)


@pytest.fixture
def unhurried_server(course: Course, tmp_path: Path) -> Iterator[Server]:
    yield from served(course, tmp_path, pause_s=3600)


@pytest.mark.proof
def test_the_button_answers_as_nbgraders_own(server: Server) -> None:
    solved = server.answer("solved/words/1_tokens.ipynb")
    assert (solved["success"], solved["value"]) == (True, {})
    failed = server.answer("half/words/1_tokens.ipynb")
    assert failed["success"]
    assert [*failed["value"]] == ["failed"]


def test_the_button_finds_its_version(server: Server) -> None:
    from nbgrader import __version__

    answer = httpx.get(f"{server.url}nbgrader_version", params={"version": __version__}, timeout=60)

    assert answer.json() == {"success": True}


def test_the_cells_run_in_the_sandbox(server: Server, course: Course) -> None:
    hand = Hand(course, "curious").solve()
    hand.write("tokens", "def tokens(text):\n    raise ValueError(host)")
    hand.add("1_tokens", "host = __import__('socket').gethostname()", before="tokens").hand_in()

    answer = server.answer("curious/words/1_tokens.ipynb")

    assert "</span>: autograder" in answer["value"]["failed"][0]["error"]


def test_notebooks_outside_the_learners_folder_are_not_run(server: Server) -> None:
    assert server.validate("../source/words/1_tokens.ipynb").status_code == 403
    assert server.validate("solved/words/corpus.txt").status_code == 404
    assert server.validate("solved/words/none.ipynb").status_code == 404


def test_a_broken_file_is_reported_in_one_sentence(server: Server, course: Course) -> None:
    shutil.copytree(course.submitted("solved"), course.submitted("broken"))
    (course.submitted("broken") / "1_tokens.ipynb").write_text("{")

    answer = server.answer("broken/words/1_tokens.ipynb")

    assert not answer["success"]
    assert "Traceback" not in answer["value"]


@pytest.mark.proof
def test_the_next_check_has_to_wait(unhurried_server: Server) -> None:
    assert unhurried_server.answer("solved/words/1_tokens.ipynb")["success"]

    answer = unhurried_server.answer("solved/words/1_tokens.ipynb")

    assert not answer["success"]
    assert "only just finished" in answer["value"]
