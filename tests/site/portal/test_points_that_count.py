"""What counts of a result is said alike on pages, in files, and of answers that nobody has read."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from people import Visitor
from returned_work import COHORT, LEARNER, MODULE, PATH, graded, handed_in, returned
from xapi_statement import STATEMENT

from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.teaching.marking import Given, mark

POINTS = "9,5 / 12"
"""Of the final; the answer in words, of four points, is unread."""


@pytest.fixture(autouse=True)
def _without_a_trainer(database: Database) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.open_to_all = cohort.graded_at_once = True


@pytest.fixture(autouse=True)
def _result(folders: SiteFolders, database: Database) -> None:
    handed_in(folders)
    graded(folders)
    returned(folders, database)


def plain(html: str) -> str:
    return html.replace("<strong>", "").replace("</strong>", "")


def exports(client: TestClient) -> Iterator[tuple[float, float]]:
    """Yield the points and the maximum that each file of the group says of the learner."""
    tina = Visitor(client, "tina")
    files = {
        name: tina.get(f"desk/{COHORT}/exports/{name}").content.decode("utf-8-sig")
        for name in ("grades.csv", "trace.jsonl")
    }
    table = csv.DictReader(io.StringIO(files["grades.csv"]), delimiter=";")
    (row,) = (each for each in table if each["Identifiant"] == LEARNER)
    yield float(row["Total"].replace(",", ".")), float(row["Sur"])
    (statement,) = map(json.loads, files["trace.jsonl"].splitlines())
    yield statement["result"]["score"]["raw"], statement["result"]["score"]["max"]


@pytest.mark.parametrize("page", ["", "results", PATH])
def test_without_a_trainer_each_page_of_a_learner_leaves_unread_answers_out(
    client: TestClient, page: str
) -> None:
    text = plain(Visitor(client, LEARNER).get(page).text)

    assert POINTS in text
    assert "/ 16" not in text
    assert "provisoire" not in text


def test_without_a_trainer_the_files_of_a_group_leave_unread_answers_out(
    client: TestClient,
) -> None:
    assert list(exports(client)) == [(9.5, 12), (9.5, 12)]


def test_without_a_trainer_a_learners_own_data_leave_unread_answers_out(
    client: TestClient,
) -> None:
    content = Visitor(client, LEARNER).get("account/data").content

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".json"))
        data = json.loads(archive.read(name))
    (scores,) = (each["scores"] for each in data["cohorts"])
    assert scores == {MODULE: {"points": 9.5, "out_of": 12}}


def test_once_somebody_has_read_the_answer_it_counts_everywhere(
    client: TestClient, folders: SiteFolders
) -> None:
    mark(folders.cohorts / COHORT, MODULE, LEARNER, {"workplace": Given(3, None, "")})

    text = plain(Visitor(client, LEARNER).get(PATH).text)

    assert "12,5 / 16" in text
    assert list(exports(client)) == [(12.5, 16), (12.5, 16)]


def test_an_answer_that_is_read_and_worth_nothing_makes_another_statement(
    client: TestClient, folders: SiteFolders
) -> None:
    """A record store refuses a statement that has an earlier one's id and other content."""
    trace = f"desk/{COHORT}/exports/trace.jsonl"
    before = json.loads(Visitor(client, "tina").get(trace).text)

    mark(folders.cohorts / COHORT, MODULE, LEARNER, {"workplace": Given(0, None, "")})
    after = json.loads(Visitor(client, "tina").get(trace).text)

    for each in (before, after):
        Draft202012Validator(STATEMENT).validate(each)
    assert before["result"]["score"]["raw"] == after["result"]["score"]["raw"]
    assert before["id"] != after["id"]
