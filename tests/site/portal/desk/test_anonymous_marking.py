"""Marking without names: neither page nor address reveals whose submission it is."""

import re

import pytest
from fastapi.testclient import TestClient
from nbformat.v4 import new_notebook
from people import Visitor
from returned_work import COHORT, MODULE, graded, handed_in
from sqlalchemy import select

from campus5g.authoring.notebooks import write_notebook
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.trail import Trace

DESK = f"desk/{COHORT}/modules/{MODULE}"
LEARNERS = ("ada", "bob")
NAMES = re.compile(r"\b(?:ada|bob)\b", re.IGNORECASE)
LINK = re.compile(rf'href="[^"]*/{DESK}/submissions/([^"/?]+)"')


@pytest.fixture
def tina(client: TestClient, folders: SiteFolders) -> Visitor:
    """A trainer who has hidden names, with two submissions to mark."""
    return marking_without_names(client, folders, LEARNERS)


def marking_without_names(
    client: TestClient, folders: SiteFolders, learners: tuple[str, ...]
) -> Visitor:
    graded(folders, learners=learners)
    for learner in learners:
        handed_in(folders, learner=learner)
        folder = folders.cohorts / COHORT / "autograded" / learner / MODULE
        write_notebook(new_notebook(), folder / f"{MODULE}.ipynb")
    visitor = Visitor(client, "tina")
    visitor.post(f"{DESK}/anonymous", hidden="yes")
    return visitor


def addresses(tina: Visitor) -> list[str]:
    return LINK.findall(copies(tina.get(DESK).text))


def copies(page: str) -> str:
    """Return the part of a module's page that lists its submissions."""
    return page.partition('aria-labelledby="copies"')[2].partition("</table>")[0]


def give_all_marks(tina: Visitor) -> None:
    for each in addresses(tina):
        fields = {"points.workplace": "4", "points-was.workplace": ""}
        tina.post(f"{DESK}/submissions/{each}", **fields)


def test_names_are_shown_unless_a_trainer_chooses(tina: Visitor) -> None:
    tina.post(f"{DESK}/anonymous", hidden="no")

    assert set(NAMES.findall(copies(tina.get(DESK).text))) == {"Ada", "Bob"}


def test_a_learner_s_draw_is_shown_and_hidden_with_their_name(
    tina: Visitor, folders: SiteFolders
) -> None:
    drawn = f"tirage {draw_of(folders, 'ada', COHORT, MODULE).code}"

    def seen() -> list[bool]:
        paths = [DESK, *(f"{DESK}/submissions/{each}" for each in addresses(tina))]
        return [drawn in tina.get(path).text for path in paths]

    hidden = seen()
    tina.post(f"{DESK}/anonymous", hidden="no")

    assert hidden == [False, False, False]
    assert seen()[0]
    assert seen()[1:].count(True) == 1


def test_marking_pages_and_addresses_show_no_names(tina: Visitor) -> None:
    found = addresses(tina)

    assert len(found) == 2
    assert not NAMES.search(copies(tina.get(DESK).text))
    for each in found:
        text = tina.get(f"{DESK}/submissions/{each}").text
        assert f"<h2><bdi>Copie n° {each.removeprefix('anonymous-')}</bdi></h2>" in text
        assert not NAMES.search(text)
        copy = tina.get(f"{DESK}/submissions/{each}/copy")
        assert copy.status_code == 200
        assert not NAMES.search(copy.text)


def test_learners_without_a_submission_are_still_named(
    client: TestClient, folders: SiteFolders
) -> None:
    tina = marking_without_names(client, folders, ("ada",))

    assert NAMES.findall(copies(tina.get(DESK).text)) == ["Bob"]


def test_numbers_and_their_order_stay(tina: Visitor) -> None:
    found = addresses(tina)

    give_all_marks(tina)

    assert addresses(tina) == found == sorted(found)


def test_numbers_differ_from_other_identifiers_of_people(tina: Visitor, database: Database) -> None:
    with database.session() as records:
        ids = [str(each.id) for each in records.scalars(select(Person))]

    assert not set(addresses(tina)) & set(ids)
    assert {tina.get(f"{DESK}/submissions/{each}").status_code for each in ids} == {404}


def test_new_numbers_are_drawn_after_names_were_shown(tina: Visitor) -> None:
    found = addresses(tina)

    tina.post(f"{DESK}/anonymous", hidden="no")
    tina.post(f"{DESK}/anonymous", hidden="yes")

    assert set(addresses(tina)) != set(found)


@pytest.mark.proof
def test_points_reach_the_learner_with_that_number(
    tina: Visitor, folders: SiteFolders, database: Database
) -> None:
    first, second = addresses(tina)
    for address, points in ((first, "1"), (second, "2")):
        fields = {"points.workplace": points, "points-was.workplace": ""}
        tina.post(f"{DESK}/submissions/{address}", **fields)
    scores = item_scores(folders.cohorts / COHORT)
    with database.session() as records:
        marked = list(records.scalars(select(Trace).where(Trace.action.like("%submissions%"))))

    given = [scores[each.detail["account"], MODULE]["workplace"].points for each in marked]
    assert given == [1, 2]


def test_a_notebook_whose_folder_shows_a_name_is_not_opened(tina: Visitor) -> None:
    (first, _) = addresses(tina)

    assert tina.get(f"{DESK}/submissions/{first}/notebook").status_code == 404
    assert f"{first}/notebook" not in tina.get(f"{DESK}/submissions/{first}").text


def test_submission_times_are_hidden_too(tina: Visitor) -> None:
    (first, _) = addresses(tina)

    assert "novembre" not in copies(tina.get(DESK).text)
    page = tina.get(f"{DESK}/submissions/{first}").text
    assert "Copie n°" in page
    assert "Rendu le" not in page


def test_names_return_once_feedback_is_given(
    tina: Visitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Grading is a separate process that would outlive the test.
    monkeypatch.setattr("campus5g.site.portal.desk.modules.begin_errand", lambda *_: True)
    tina.post(f"{DESK}/feedback")
    assert hidden(database)
    give_all_marks(tina)
    assert hidden(database)

    tina.post(f"{DESK}/feedback")

    assert not hidden(database)


def test_grades_are_exported_under_their_names(tina: Visitor) -> None:
    table = tina.get(f"desk/{COHORT}/exports/moodle.csv").text

    assert set(NAMES.findall(table)) >= {"ada", "bob"}


def test_only_a_trainer_of_the_group_hides_names(
    tina: Visitor, client: TestClient, database: Database
) -> None:
    for name in ("theo", "ada"):
        Visitor(client, name).post(f"{DESK}/anonymous", hidden="no")

    assert hidden(database)


def hidden(database: Database) -> bool:
    with database.session() as records:
        chosen = select(CohortModule.anonymity_key).where(
            CohortModule.cohort_id == COHORT, CohortModule.module == MODULE
        )
        return records.scalar(chosen) is not None
