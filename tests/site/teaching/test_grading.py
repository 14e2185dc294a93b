"""Grading a class from the desk: one run at a time, reported correctly, and repeatable."""

import shutil
import subprocess
import time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from tiny_site import COHORT, LEARNERS, MODULE, TinySite

from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers, Attempt, Given
from campus5g.courseware.quiz.points import recorded_answers
from campus5g.site.learning.gradebook import scores
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Grading
from campus5g.site.records.people import Person
from campus5g.site.teaching import errands
from campus5g.site.teaching.courses import begin_errand, latest_errands
from campus5g.site.teaching.grading import begin_grading, latest_grading

WITHIN_S = 120
# Who answered everything; the answer in words waits for its trainer.
RIGHT = LEARNERS[1]


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


def graded_copy_of_right(site: TinySite) -> str:
    folder = site.folders.cohorts / COHORT / "feedback" / RIGHT / MODULE
    return (folder / f"{MODULE}.html").read_text(encoding="utf-8")


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


def test_a_class_is_graded_in_the_background_and_feedback_follows_on_request(
    site: TinySite,
) -> None:
    assert begin(site)
    grading = wait_for_end(site)

    assert (grading.state, grading.problem) == ("done", "")
    assert (grading.total, grading.done) == (len(LEARNERS), len(LEARNERS))
    grades = scores(site.folders.cohorts / COHORT)
    assert {grades[name, MODULE].points for name in LEARNERS[::3]} == {3}
    assert {grades[name, MODULE].points for name in LEARNERS[1::3]} == {5}
    assert grading.report is not None
    assert [each["student"] for each in grading.report["submissions"]] == LEARNERS

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
    assert len(list((site.folders.exchange / COHORT / "feedback").iterdir())) == len(LEARNERS)
    assert "<strong>5</strong> / 9 · encore à lire\N{NO-BREAK SPACE}: 4" in graded_copy_of_right(
        site
    )


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


def test_an_attempt_that_was_corrected_is_graded_again_as_it_was(site: TinySite) -> None:
    learner, *others = LEARNERS
    course, inbound = site.folders.cohorts / COHORT, site.folders.exchange / COHORT / "inbound"
    for folder in inbound.iterdir():
        if folder.name.partition("+")[0] in others:
            subprocess.run(["rm", "-r", str(folder)], check=True)
    (handed_in,) = inbound.iterdir()
    corrected, changed = answers_to_a_final("wrong"), answers_to_a_final("right")
    for kind, file, text in (
        ("feedback", "tiny.html", "<p>copie</p>"),
        ("autograded", ANSWERS_FILE, corrected),
    ):
        (course / kind / learner / MODULE).mkdir(parents=True)
        (course / kind / learner / MODULE / file).write_text(text)
    (handed_in / ANSWERS_FILE).write_text(changed)
    with site.database.session() as records:
        grading = Grading(cohort_module_id=place_of(records).id)
        records.add(grading)

    errands.run(site.folders, site.database, "grade", grading.id)

    graded = recorded_answers(course / "autograded" / learner / MODULE)
    assert graded == Answers.model_validate_json(corrected)


def answers_to_a_final(answer: str) -> str:
    """Return answers.json with one attempt, ended, in which one question was answered."""
    at = "2026-11-25T10:00:00+00:00"
    attempt = Attempt(
        number=1,
        drawn=["f-slice"],
        started=at,
        handed_in=at,
        answers={"f-slice": Given(answer=answer, at=at)},
    )
    return Answers(quiz=MODULE, learner=LEARNERS[0], attempts=[attempt]).model_dump_json()


@pytest.mark.proof
def test_without_a_trainer_feedback_follows_and_leaves_unread_answers_out(site: TinySite) -> None:
    with site.database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.graded_at_once = cohort.open_to_all = True
    for name in LEARNERS:
        if name != RIGHT:
            for folder in (site.folders.exchange / COHORT / "inbound").glob(f"{name}+*"):
                shutil.rmtree(folder)

    begin(site)

    assert wait_for_end(site).problem == ""
    with site.database.session() as records:
        assert place_of(records).feedback_at is not None
    copy = graded_copy_of_right(site)
    assert "Points : <strong>5</strong> / 5 · ni lu ni compté\N{NO-BREAK SPACE}: 4" in copy
    assert "<strong>À lire · sur 4</strong>" in copy


def test_the_latest_submission_counts(site: TinySite) -> None:
    assert sorted(latest_times(site.folders, COHORT, MODULE)) == LEARNERS
