"""The Validate button: a Jupyter server of a learner's, and the same from Python."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from class_makers import Course, Hand, lay_out

from autograder import self_check
from autograder.errors import AutograderError

WITHIN_S = 120
CONFIGURATION = """
c = get_config()
c.ServerApp.root_dir = {root!r}
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.port = 0
c.ServerApp.token = ""
c.ServerApp.disable_check_xsrf = True
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


def test_a_test_that_the_learner_changed_is_told(course: Course, tmp_path: Path) -> None:
    hand = Hand(course, "changed").solve()
    hand.cell("test_tokens").source = "assert True"
    hand.hand_in()

    findings = self_check(course.submitted("changed") / "1_tokens.ipynb")

    assert findings == {"changed": [{"source": "assert True"}]}


def test_the_working_directory_and_the_environment_of_the_process_stay(course: Course) -> None:
    before = Path.cwd(), dict(os.environ)

    self_check(course.submitted("solved") / "1_tokens.ipynb")

    assert (Path.cwd(), dict(os.environ)) == before


def test_a_notebook_that_ends_its_interpreter_is_told_so_without_a_trace(course: Course) -> None:
    Hand(course, "leaver").solve().add("1_tokens", "import os\nos._exit(3)").hand_in()

    with pytest.raises(AutograderError, match="Your notebook stopped on its way"):
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


def running(place: Path, root: Path, pause_s: float) -> Iterator[Server]:
    file = place / "jupyter_server_config.py"
    file.write_text(CONFIGURATION.format(root=str(root), pause_s=pause_s))
    with subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", f"--config={file}"],
        cwd=root,
        env={
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(place / "none"),
            "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        url = ""
        for line in process.stderr:
            if "http://localhost:" in line:
                url = "http://127.0.0.1:" + line.split("localhost:")[1].split("/")[0] + "/"
            if "Use Control-C" in line:
                break
        yield Server(url, root)
        process.terminate()
        process.communicate(timeout=WITHIN_S)


@pytest.fixture(scope="module")
def server(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from running(tmp_path_factory.mktemp("server"), course.root / "submitted", 0)


@pytest.fixture
def unhurried_server(course: Course, tmp_path: Path) -> Iterator[Server]:
    yield from running(tmp_path, course.root / "submitted", 3600)


def test_the_button_answers_as_nbgraders_own(server: Server) -> None:
    assert server.answer("solved/words/1_tokens.ipynb") == {"success": True, "value": {}}
    failed = server.answer("half/words/1_tokens.ipynb")
    assert failed["success"]
    assert [*failed["value"]] == ["failed"]


def test_the_button_finds_its_version(server: Server) -> None:
    from nbgrader import __version__

    answer = httpx.get(f"{server.url}nbgrader_version", params={"version": __version__})

    assert answer.json() == {"success": True}


def test_the_cells_run_in_the_sandbox(server: Server, course: Course) -> None:
    hand = Hand(course, "curious").solve()
    hand.write("tokens", "def tokens(text):\n    raise ValueError(host)")
    hand.add("1_tokens", "host = __import__('socket').gethostname()", before="tokens").hand_in()

    answer = server.answer("curious/words/1_tokens.ipynb")

    assert "</span>: autograder" in answer["value"]["failed"][0]["error"]


def test_what_lies_outside_the_learners_folder_is_not_run(server: Server) -> None:
    assert server.validate("../source/words/1_tokens.ipynb").status_code == 403
    assert server.validate("solved/words/corpus.txt").status_code == 404
    assert server.validate("solved/words/none.ipynb").status_code == 404


def test_a_broken_file_is_one_plain_sentence(server: Server, course: Course) -> None:
    shutil.copytree(course.submitted("solved"), course.submitted("broken"))
    (course.submitted("broken") / "1_tokens.ipynb").write_text("{")

    answer = server.answer("broken/words/1_tokens.ipynb")

    assert not answer["success"]
    assert "Traceback" not in answer["value"]


def test_the_next_check_has_to_wait(unhurried_server: Server) -> None:
    assert unhurried_server.answer("solved/words/1_tokens.ipynb")["success"]

    answer = unhurried_server.answer("solved/words/1_tokens.ipynb")

    assert not answer["success"]
    assert "only just ended" in answer["value"]
