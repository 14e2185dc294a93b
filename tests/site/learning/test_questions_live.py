"""How a group stands at each question."""

import datetime
import json
from pathlib import Path

import pytest

from campus5g.authoring.catalogue import Module, find_module
from campus5g.courseware.progress.events import event
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.questions_live import Question, questions
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person

MODULE = find_module("essentials-why-5g")
LAB = find_module("packet-capture")
LATER = datetime.timedelta(minutes=1)


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    (tmp_path / "progress").mkdir()
    return SiteFolders(tmp_path)


@pytest.fixture
def quay() -> CohortRecord:
    return CohortRecord(
        id="quay",
        title="Quai",
        language="fr",
        enrolments=[
            Enrolment(
                person=Person(name=name, role="learner", language="fr"),
                cohort_id="quay",
                enrolled_at=now() - LATER,
            )
            for name in ("ada", "bob", "eve")
        ],
    )


def answers(folders: SiteFolders, name: str, *given: tuple[str, float]) -> None:
    lines = [event(name, "answered", MODULE.id, ("item", item), share) for item, share in given]
    file = folders.progress / f"{name}.jsonl"
    file.write_text("".join(f"{each.as_line()}\n" for each in lines))


def counts(
    folders: SiteFolders,
    quay: CohortRecord,
    module: Module = MODULE,
    *,
    at: datetime.timedelta = LATER,
) -> dict[str, tuple[int, int, list[str]]]:
    found: list[Question] = questions(folders, quay, module, now() + at)
    return {
        each.item: (
            len(each.right),
            len(each.not_right),
            [one.person.name for one in each.here],
        )
        for each in found
    }


def test_the_last_answer_counts(folders: SiteFolders, quay: CohortRecord) -> None:
    answers(folders, "ada", ("workplace", 0.0), ("workplace", 1.0))
    answers(folders, "bob", ("workplace", 1.0), ("final", 0.5))

    assert counts(folders, quay) == {"workplace": (2, 0, ["ada"]), "final": (0, 1, ["bob"])}


def test_who_is_no_longer_at_work_is_at_no_question(
    folders: SiteFolders, quay: CohortRecord
) -> None:
    answers(folders, "ada", ("workplace", 0.0))

    assert counts(folders, quay, at=30 * LATER) == {"workplace": (0, 1, [])}


def test_questions_come_in_the_order_of_the_module(
    folders: SiteFolders, quay: CohortRecord
) -> None:
    graded = [item.id for item in MODULE.manifest.items]
    answers(folders, "ada", ("unknown", 1.0), *((item, 1.0) for item in reversed(graded)))

    assert list(counts(folders, quay)) == [*graded, "unknown"]


def test_a_failing_test_of_a_saved_notebook_counts_as_not_right(
    folders: SiteFolders, quay: CohortRecord
) -> None:
    notebook = folders.homes / "ada" / "quay" / LAB.id / f"{LAB.id}.ipynb"
    notebook.parent.mkdir(parents=True)
    cell = {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade": True, "grade_id": "test-it"}},
        "outputs": [{"output_type": "error"}],
    }
    notebook.write_text(json.dumps({"cells": [cell]}))

    assert counts(folders, quay, LAB) == {"test-it": (0, 1, [])}


def test_who_left_is_not_counted(folders: SiteFolders, quay: CohortRecord) -> None:
    answers(folders, "ada", ("workplace", 1.0))
    quay.enrolments[0].left_at = now()

    assert counts(folders, quay) == {}
