"""The learning trace as a record store takes it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from xapi_statement import STATEMENT

from campus5g.courseware.progress.events import event
from campus5g.site.exports import xapi
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import Score
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.people import Person

MODULE = "essentials-why-5g"
SITE = "https://campus.example/"

Trace = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def folders(tmp_path: Any) -> SiteFolders:
    (tmp_path / "progress").mkdir()
    return SiteFolders(tmp_path)


@pytest.fixture
def trace(folders: SiteFolders) -> Trace:
    cohort = CohortRecord(
        id="quay",
        title="Quai",
        language="fr",
        modules=[CohortModule(module=MODULE, position=0)],
        enrolments=[Enrolment(id=1, person=Person(name="ada", role="learner", language="fr"))],
    )
    return lambda: [json.loads(line) for line in xapi.statements(folders, cohort, SITE)]


def did(folders: SiteFolders, *lines: str) -> None:
    (folders.progress / "ada.jsonl").write_text("".join(f"{line}\n" for line in lines))


def graded(monkeypatch: pytest.MonkeyPatch, points: float, out_of: float) -> None:
    found = {("ada", MODULE): Score(points, out_of, to_read=False, handed_in_at=now())}
    monkeypatch.setattr(xapi, "scores", lambda *_, **__: found)


@pytest.mark.parametrize(("points", "out_of"), [(12.5, 16), (17, 16), (0, 0), (-1, 16)])
def test_every_statement_is_valid_and_no_score_is_outside_its_bounds(
    folders: SiteFolders,
    trace: Trace,
    monkeypatch: pytest.MonkeyPatch,
    points: float,
    out_of: float,
) -> None:
    graded(monkeypatch, points, out_of)
    did(
        folders,
        event("ada", "experienced", MODULE, ("part", "part-1")).as_line(),
        event("ada", "answered", MODULE, ("item", "workplace"), 0.5).as_line(),
        event("ada", "completed", MODULE, ("attempt", "1")).as_line(),
    )

    found = trace()

    assert len(found) == 4
    for each in found:
        Draft202012Validator(STATEMENT).validate(each)
        score = each.get("result", {}).get("score", {})
        if "raw" in score:
            assert score["min"] <= score["raw"] <= score["max"]
            assert score["min"] < score["max"]


def test_points_above_the_maximum_are_told_apart(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded(monkeypatch, 17, 16)

    (statement,) = trace()

    assert statement["result"]["score"] == {"scaled": 1, "raw": 16, "min": 0, "max": 16}
    assert list(statement["result"]["extensions"].values()) == [1]


def test_the_account_is_the_learners_whatever_their_file_says(
    folders: SiteFolders, trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xapi, "scores", lambda *_, **__: {})
    did(folders, event("bob", "experienced", MODULE, ("part", "part-1")).as_line())

    assert [each["actor"]["account"] for each in trace()] == [{"homePage": SITE, "name": "ada"}]


def test_what_a_learner_made_up_does_not_spoil_the_file(
    folders: SiteFolders, trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xapi, "scores", lambda *_, **__: {})
    genuine = event("ada", "experienced", MODULE, ("part", "part-1"))
    did(
        folders,
        genuine.as_line(),
        genuine.as_line(),
        genuine.model_copy(update={"id": "mine"}).as_line(),
        genuine.as_line().replace("verbs/experienced", "verbs/mastered").replace("-", "0", 1),
        event("ada", "responded", MODULE, ("row", "need"), response="Six chariots").as_line(),
    )

    assert [each["id"] for each in trace()] == [genuine.id]
