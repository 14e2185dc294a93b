"""A whole group graded, and given its feedback, by one action each."""

import datetime

import pytest
from people import AsVisitor
from returned_work import graded, handed_in
from sqlalchemy import select

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Errand, Grading
from campus5g.site.records.database import Database
from campus5g.site.teaching import background

DESK = "desk/rolling-mill"
LAB = "packet-capture"
LATER = datetime.datetime(2026, 11, 26, 10, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "start_what_waits", lambda *_: None)


@pytest.fixture
def _both_are_out(database: Database) -> None:
    with database.session() as records:
        for place in records.get_one(CohortRecord, "rolling-mill").modules:
            place.released_at = now()


def asked_for(database: Database) -> list[tuple[str, str]]:
    with database.session() as records:
        names = {
            place.id: place.module
            for place in records.get_one(CohortRecord, "rolling-mill").modules
        }
        return [
            (names[each.cohort_module_id], each.state)
            for each in records.scalars(select(Grading).order_by(Grading.id))
        ]


@pytest.mark.usefixtures("_both_are_out")
def test_each_module_with_new_work_is_graded_and_no_other(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    handed_in(folders)
    tina = as_visitor("tina")
    assert "1\N{NO-BREAK SPACE}copie à corriger" in tina.get(DESK).text

    tina.post(f"{DESK}/grade")

    assert asked_for(database) == [("essentials-why-5g", "waiting")]

    handed_in(folders, module=LAB)
    handed_in(folders, learner="bob", module=LAB)
    tina.post(f"{DESK}/grade")

    # The first still waits for its turn, and is not asked for a second time.
    assert asked_for(database) == [("essentials-why-5g", "waiting"), (LAB, "waiting")]


@pytest.mark.usefixtures("_both_are_out")
def test_the_page_counts_over_all_modules_and_says_what_waits_for_a_person(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders)
    handed_in(folders)
    for learner in ("ada", "bob"):
        handed_in(folders, learner=learner, module=LAB)
    handed_in(folders, LATER, "bob")
    tina = as_visitor("tina")
    before = tina.get(DESK).text
    assert "3\N{NO-BREAK SPACE}copies à corriger" in before
    assert "Ramasser et tout corriger" in before
    assert "Attend votre lecture" in before

    tina.post(f"{DESK}/grade")

    page = tina.get(DESK).text
    assert "1 / 4" in page
    assert "2\N{NO-BREAK SPACE}modules sont en correction" in page
    assert "data-renews" in page
    assert "Ramasser et tout corriger" not in page


@pytest.mark.usefixtures("_both_are_out")
def test_a_module_whose_grading_stopped_says_why_and_is_graded_again(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    handed_in(folders)
    tina = as_visitor("tina")
    tina.post(f"{DESK}/grade")
    with database.session() as records:
        for each in records.scalars(select(Grading)):
            each.state, each.problem = "failed", "Le disque est plein."

    assert "Le disque est plein." in tina.get(DESK).text

    tina.post(f"{DESK}/grade")

    assert [state for _, state in asked_for(database)] == ["failed", "waiting"]


@pytest.mark.usefixtures("_both_are_out")
def test_feedback_goes_to_all_modules_that_nothing_holds_back(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders, module=LAB, to_read=False)
    handed_in(folders, module=LAB)
    handed_in(folders)
    tina = as_visitor("tina")

    tina.post(f"{DESK}/feedback")

    with database.session() as records:
        asked = [(each.kind, each.module) for each in records.scalars(select(Errand))]
    assert asked == [("feedback", LAB)]


@pytest.mark.usefixtures("_both_are_out")
def test_the_page_offers_feedback_once_everything_is_graded_and_read(
    as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    graded(folders, to_read=False)
    handed_in(folders)
    tina = as_visitor("tina")
    assert "Publier tous ces retours" in tina.get(DESK).text

    tina.post(f"{DESK}/feedback")

    page = tina.get(DESK).text
    assert "Publier tous ces retours" not in page
    assert "1\N{NO-BREAK SPACE}module encore" in page

    with database.session() as records:
        for errand in records.scalars(select(Errand)):
            errand.state = "done"
        for place in records.get_one(CohortRecord, "rolling-mill").modules:
            place.feedback_at = now()

    assert "Rien n’attend" in tina.get(DESK).text
