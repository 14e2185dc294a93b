"""One answer of all submissions, one after another: so that all are marked alike."""

from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from returned_work import COHORT, MODULE, graded, handed_in
from sqlalchemy import select

from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

LEARNERS = ("ada", "bob")
DESK = f"desk/{COHORT}/modules/{MODULE}"
COPIES = f"{DESK}/submissions"
ONE = "?item=workplace"


@dataclass(frozen=True)
class Marking:
    tina: Visitor
    ada: str
    bob: str

    def give(self, address: str, **fields: str) -> str:
        """Save, ask for the next, and return where that led."""
        points = {name.replace("__", "."): value for name, value in fields.items()}
        answer = self.tina.post(address, **points, **{"points-was.workplace": "", "then": "next"})
        return answer.headers["location"].partition("/portal/")[2].removesuffix("#submission")


@pytest.fixture
def marking(client: TestClient, folders: SiteFolders, database: Database) -> Marking:
    for learner in LEARNERS:
        handed_in(folders, learner=learner)
    graded(folders, learners=LEARNERS)
    with database.session() as records:
        ids = {each.name: each.id for each in records.scalars(select(Person))}
    ada, bob = (f"{COPIES}/{ids[name]}" for name in LEARNERS)
    return Marking(Visitor(client, "tina"), ada, bob)


def test_only_the_chosen_answer_is_shown(marking: Marking) -> None:
    text = marking.tina.get(marking.ada + ONE).text

    assert 'name="points.workplace"' in text
    assert 'name="points.final"' not in text


def test_next_and_previous_stay_with_the_chosen_answer(marking: Marking) -> None:
    assert f'{marking.bob}{ONE}#submission" rel="next"' in marking.tina.get(marking.ada + ONE).text
    assert f'{marking.ada}{ONE}#submission" rel="prev"' in marking.tina.get(marking.bob + ONE).text


def test_the_module_links_to_waiting_answers_with_their_count(marking: Marking) -> None:
    text = marking.tina.get(DESK).text

    assert f"/{COPIES}{ONE}" in text
    assert "(2)</a>" in text


def test_saving_opens_the_next_unread_answer(marking: Marking) -> None:
    assert marking.give(marking.ada + ONE, points__workplace="3") == marking.bob + ONE
    assert marking.give(marking.bob + ONE, points__workplace="2") == DESK


def test_reading_starts_at_the_first_unread_answer(marking: Marking) -> None:
    marking.give(marking.ada, points__workplace="3")

    assert (
        marking.tina.get(COPIES + ONE)
        .headers["location"]
        .endswith(f"{marking.bob}{ONE}#submission")
    )


def test_a_submission_without_the_item_says_so(marking: Marking) -> None:
    text = marking.tina.get(f"{marking.ada}?item=somewhere-else").text

    assert "Cette copie n’a pas cette question." in text
