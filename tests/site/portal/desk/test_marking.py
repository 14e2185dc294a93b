"""Marking by hand: a trainer reads answers, gives points and comments, and moves on."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from people import Visitor
from returned_work import COHORT, LEARNER, MODULE, graded, handed_in, returned
from sqlalchemy import select

from campus5g.authoring.notebooks import write_notebook
from campus5g.courseware.progress.store import Progress
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.grade_items import ItemScore, item_scores
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

DESK = f"desk/{COHORT}/modules/{MODULE}"
ANSWER = "Le poste de **chargement**.\n<script>alert(1)</script>"


@pytest.fixture
def page(folders: SiteFolders, database: Database) -> str:
    """A submission with a written answer that waits, and its page."""
    graded(folders)
    write_notebook(notebook(), autograded(folders))
    with database.session() as records:
        person = records.scalars(select(Person).where(Person.name == LEARNER)).one().id
    return f"{DESK}/submissions/{person}"


@pytest.fixture
def tina(client: TestClient) -> Visitor:
    return Visitor(client, "tina")


def autograded(folders: SiteFolders) -> Path:
    return folders.cohorts / COHORT / "autograded" / LEARNER / MODULE / f"{MODULE}.ipynb"


def notebook() -> NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell(ANSWER, metadata=marks("workplace", 4, "markdown")),
            new_code_cell(
                "quiz.score()",
                metadata=marks("final", 12, "code"),
                outputs=[
                    new_output("error", ename="AssertionError", evalue="Il manque une réponse.")
                ],
            ),
        ]
    )


def marks(name: str, points: float, cell_type: str) -> dict[str, dict[str, object]]:
    return {
        "nbgrader": {
            "grade": True,
            "solution": cell_type == "markdown",
            "locked": cell_type == "code",
            "task": False,
            "grade_id": name,
            "points": points,
            "cell_type": cell_type,
            "schema_version": 3,
        }
    }


def form(**changed: str) -> dict[str, str]:
    """Return the fields of the page as first shown, with some changes."""
    shown = {f"{name}.{cell}": "" for cell in ("workplace", "final") for name in FIELDS}
    return shown | {name.replace("__", "."): value for name, value in changed.items()}


FIELDS = ("points", "points-was", "extra", "extra-was", "comment", "comment-was")


def score(folders: SiteFolders, item: str) -> ItemScore:
    return item_scores(folders.cohorts / COHORT)[LEARNER, MODULE][item]


def test_the_page_shows_the_answer_as_text_beside_what_is_expected(
    tina: Visitor, page: str
) -> None:
    text = tina.get(page).text

    assert "<strong>chargement</strong>.</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in text
    assert "Ce qui est attendu" in text
    assert "Il manque une réponse." in text


def test_points_and_a_comment_are_kept_and_the_answer_counts_as_read(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    answer = tina.post(page, **form(points__workplace="3.5", comment__workplace="Précis."))

    assert answer.headers["location"].endswith(f"{page}#submission")
    assert score(folders, "workplace") == ItemScore(3.5, 4.0, to_read=False)
    assert ">Précis.</textarea>" in tina.get(page).text
    assert 'value="3.5"' in tina.get(page).text


def test_unchanged_fields_keep_another_trainers_marks(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    tina.post(page, **form(points__workplace="2"))
    tina.post(page, **form(points__final="12"))

    assert score(folders, "workplace").points == 2
    assert score(folders, "final").points == 12


def test_removed_points_fall_back_to_the_autograders(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    tina.post(page, **form(points__final="12", points__workplace="4"))
    tina.post(page, **form(**{"points-was.final": "12", "points-was.workplace": "4"}))

    assert score(folders, "final").points == 9.5
    assert score(folders, "workplace").to_read


@pytest.mark.parametrize("points", ["5", "-1", "beaucoup", "nan"])
def test_points_that_an_item_cannot_earn_are_refused(
    tina: Visitor, page: str, folders: SiteFolders, points: str
) -> None:
    answer = tina.post(page, **form(points__workplace=points))

    assert answer.status_code == 409
    assert score(folders, "workplace").to_read


def test_extra_credit_comes_on_top_of_points_as_nbgrader_counts_it(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    tina.post(page, **form(points__workplace="4", extra__workplace="1,5", extra__final="3"))

    assert score(folders, "workplace") == ItemScore(5.5, 4.0, to_read=False)
    assert score(folders, "final").points == 12.5
    assert scores(folders.cohorts / COHORT)[LEARNER, MODULE].points == 18
    assert (
        'name="extra.workplace" type="number" inputmode="decimal" min="0" max="4" step="any" '
        'value="1.5"' in tina.get(page).text
    )


def test_an_empty_field_removes_extra_credit(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    tina.post(page, **form(extra__final="3"))
    tina.post(page, **form(**{"extra-was.final": "3"}))

    assert score(folders, "final").points == 9.5


def test_extra_credit_does_not_raise_an_item_above_its_maximum(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    tina.post(page, **form(points__workplace="4", extra__workplace="2"))

    assert score(folders, "workplace").share == 1


@pytest.mark.proof
@pytest.mark.parametrize("extra", ["-1", "4.5", "1e300", "beaucoup", "nan", "inf"])
def test_negative_boundless_or_invalid_extra_credit_is_refused(
    tina: Visitor, page: str, folders: SiteFolders, extra: str
) -> None:
    answer = tina.post(page, **form(points__workplace="4", extra__workplace=extra))

    assert answer.status_code == 409
    assert score(folders, "workplace").to_read


def test_extra_credit_without_points_is_refused(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    answer = tina.post(page, **form(extra__workplace="1"))

    assert answer.status_code == 409
    assert "donnez des points" in answer.text


def test_saving_the_last_answer_returns_to_the_module(tina: Visitor, page: str) -> None:
    answer = tina.post(page, **form(points__workplace="4", then="next"))

    assert answer.headers["location"].endswith(DESK)


def test_a_new_mark_makes_returned_feedback_out_of_date(
    tina: Visitor, page: str, folders: SiteFolders, database: Database
) -> None:
    handed_in(folders)
    returned(folders, database)
    assert "publiez les retours à nouveau" not in tina.get(DESK).text

    tina.post(page, **form())
    assert "publiez les retours à nouveau" not in tina.get(DESK).text
    tina.post(page, **form(points__workplace="4"))

    assert "publiez les retours à nouveau" in tina.get(DESK).text


def test_reading_starts_with_unread_answers(tina: Visitor, page: str) -> None:
    assert tina.get(f"{DESK}/submissions").headers["location"].endswith(f"{page}#submission")


def test_the_whole_copy_is_confined(tina: Visitor, page: str) -> None:
    answer = tina.get(f"{page}/copy")

    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "<strong>9,5</strong> / 16" in answer.text


def test_the_notebook_opens_in_the_server_of_the_group(tina: Visitor, page: str) -> None:
    address = tina.get(f"{page}/notebook").headers["location"]

    assert address.startswith(f"/hub/spawn/tina/{COHORT}?next=")
    assert f"autograded%2F{LEARNER}%2F{MODULE}%2F{MODULE}.ipynb" in address


@pytest.mark.parametrize("part", ["", "/copy", "/notebook"])
def test_a_submission_of_another_group_cannot_be_read(
    client: TestClient, page: str, part: str
) -> None:
    assert Visitor(client, "theo").get(page + part).status_code == 404


def test_a_submission_that_is_not_graded_has_no_page(tina: Visitor) -> None:
    assert tina.get(f"{DESK}/submissions/1").status_code == 404
    assert tina.get(f"{DESK}/submissions").headers["location"].endswith(DESK)


def test_an_opened_third_hint_is_shown_with_its_item(
    tina: Visitor, page: str, folders: SiteFolders
) -> None:
    progress = Progress(MODULE, LEARNER, folders.progress)
    progress.seen("hint-workplace-2")
    assert "Troisième indice ouvert" not in tina.get(page).text

    progress.seen("hint-workplace-3")

    shown = " ".join(tina.get(page).text.split())
    assert "Troisième indice ouvert : Sur mon lieu de travail." in shown
    tina.post("account/language", language="en")
    assert "Third hint opened: In my workplace." in " ".join(tina.get(page).text.split())
