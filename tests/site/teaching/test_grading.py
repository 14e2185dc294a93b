"""Grading a class from the desk: one run at a time, reported correctly, and repeatable."""

import subprocess
import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from tiny_site import COHORT, LEARNERS, MODULE, TinySite

from campus5g.site.learning.gradebook import scores
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Grading
from campus5g.site.records.people import Person
from campus5g.site.teaching import errands
from campus5g.site.teaching.courses import begin_errand, latest_errands
from campus5g.site.teaching.grading import begin_grading, latest_grading

WITHIN_S = 120


def place_of(records: Session) -> CohortModule:
    return records.scalars(select(CohortModule)).one()


def tina(records: Session) -> Person:
    return records.scalars(select(Person).where(Person.name == "tina")).one()


def begin(site: TinySite) -> bool:
    with site.database.session() as records:
        return begin_grading(records, site.folders, place_of(records), tina(records))


def latest(site: TinySite) -> Grading:
    with site.database.session() as records:
        found = latest_grading(records, site.folders, place_of(records))
    assert found is not None
    return found


def wait_for_end(site: TinySite) -> Grading:
    end = time.monotonic() + WITHIN_S
    while (found := latest(site)).not_ended:
        assert time.monotonic() < end, "The grading does not end."
        time.sleep(0.2)
    return found


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The processes that were to be started; none is."""
    processes: list[Any] = []

    class Stalled(subprocess.Popen[bytes]):
        def __init__(self, _command: list[str], **options: Any) -> None:
            super().__init__(["sleep", "600"], **options)
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Stalled)
    return processes


@pytest.mark.everything
def test_a_class_of_thirty_is_graded_in_the_background(site: TinySite) -> None:
    assert begin(site)

    grading = wait_for_end(site)

    assert (grading.state, grading.problem) == ("done", "")
    assert (grading.total, grading.done) == (30, 30)
    grades = scores(site.folders.cohorts / COHORT)
    assert {grades[name, MODULE].points for name in LEARNERS[::3]} == {3}
    assert {grades[name, MODULE].points for name in LEARNERS[1::3]} == {5}
    assert grading.report is not None
    assert [each["student"] for each in grading.report["submissions"]] == LEARNERS


def test_feedback_follows_on_request(site: TinySite) -> None:
    begin(site)
    wait_for_end(site)
    with site.database.session() as records:
        begin_errand(records, site.folders, COHORT, "feedback", tina(records), MODULE)

    end = time.monotonic() + WITHIN_S
    while True:
        with site.database.session() as records:
            errand = latest_errands(records, site.folders, COHORT)[MODULE, "feedback"]
        if not errand.not_ended:
            break
        assert time.monotonic() < end
        time.sleep(0.2)

    assert errand.state == "done"
    with site.database.session() as records:
        assert place_of(records).feedback_at is not None
    assert len(list((site.folders.exchange / COHORT / "feedback").iterdir())) == 30


def test_a_second_trainer_sees_the_run_in_progress(site: TinySite, started: list[Any]) -> None:
    assert begin(site)
    assert not begin(site)

    assert len(started) == 1
    with site.database.session() as records:
        assert len(place_of(records).gradings) == 1
    started[0].kill()


def test_a_killed_run_is_reported_and_can_be_started_again(
    site: TinySite, started: list[Any]
) -> None:
    begin(site)
    assert latest(site).state == "running"

    started[0].kill()
    started[0].wait()

    killed = latest(site)
    assert killed.state == "failed"
    assert "Interrompu" in killed.problem
    assert begin(site)
    started[1].kill()


def test_a_rolled_back_request_starts_no_run(site: TinySite, started: list[Any]) -> None:
    with site.database.session() as records:
        begin_grading(records, site.folders, place_of(records), tina(records))
        records.rollback()

    assert started == []
    assert begin(site)
    started[0].kill()


def test_grading_without_submissions_succeeds(site: TinySite) -> None:
    for folder in (site.folders.exchange / COHORT / "inbound").iterdir():
        subprocess.run(["rm", "-r", str(folder)], check=True)
    with site.database.session() as records:
        grading = Grading(cohort_module_id=place_of(records).id)
        records.add(grading)

    errands.run(site.folders, site.database, "grade", grading.id)

    assert (latest(site).state, latest(site).total) == ("done", 0)


def test_a_cohort_graded_at_once_has_its_feedback_too(site: TinySite) -> None:
    with site.database.session() as records:
        records.get_one(CohortRecord, COHORT).graded_at_once = True
    for name in LEARNERS[1:]:
        for folder in (site.folders.exchange / COHORT / "inbound").glob(f"{name}+*"):
            subprocess.run(["rm", "-r", str(folder)], check=True)

    begin(site)

    assert wait_for_end(site).problem == ""
    with site.database.session() as records:
        assert place_of(records).feedback_at is not None


def test_the_latest_submission_counts(site: TinySite) -> None:
    assert sorted(latest_times(site.folders, COHORT, MODULE)) == LEARNERS
