"""The formgrader's Autograde button, pressed in a browser, with the sandbox lent to nbgrader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from class_makers import Course, Hand, lay_out
from gradebook_rows import all_rows, marks
from headless_chromium import PATIENCE_MS, headless_chromium
from jupyter_process import jupyter_server
from lent_sandbox import lend_sandbox, printed
from playwright.sync_api import Page, expect

FORMGRADER = 'c.ServerApp.jpserver_extensions = {"nbgrader.server_extensions.formgrader": True}\n'
WHERE = "import socket\nprint(socket.gethostname())"

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = lay_out("text_processing", tmp_path / "course")
    lend_sandbox(made)
    Hand(made, "solved").solve().add("1_tokens", WHERE).hand_in()
    Hand(made, "waiting").solve().hand_in()
    return made


@pytest.fixture
def submissions(course: Course, tmp_path: Path) -> Iterator[Page]:
    """The formgrader's page of who handed in."""
    with (
        jupyter_server(tmp_path, course.root, FORMGRADER) as url,
        headless_chromium() as chromium,
    ):
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}formgrader/manage_submissions/{course.assignment}")
        yield page


def test_the_formgraders_button_grades_that_learner_in_the_sandbox(
    submissions: Page, course: Course
) -> None:
    row = submissions.get_by_role("row").filter(has_text="solved")
    row.locator(".autograde a").click()

    answered = submissions.get_by_role("dialog")
    expect(answered).to_contain_text("Successfully autograded 'words' for student 'solved'.")
    assert printed(course, "solved", "1_tokens").endswith("autograder\n")
    rows = all_rows(course.database)
    assert marks(rows, "solved")["test_tokens"] == (3.0, False)
    assert marks(rows, "waiting") == {}
