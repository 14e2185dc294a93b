"""Labs done on a virtual kit, with the worked answers: measured, handed in and graded."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from recorded import RECORDED, operations, record, unpack
from released_labs import Released

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.trials.lab_run import LabRun, role_of, run_lab
from campus5g.evidence import Fault
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.language import LANGUAGES, Language

# A lab takes its kit's real time.
pytestmark = pytest.mark.timeout(120)

LABS = [module for module in catalogue() if module.kind == "lab"]

# The gate has one lab measured, from a kit to the marks; grades are those of `test_labs`.
MEASURED_IN_THE_GATE = ("meet-the-kit", "fr")

DoneOnAKit = Callable[..., LabRun]


@pytest.fixture(scope="module")
def kit_of_all_runs() -> Iterator[PrivateKit]:
    with start_private_kit() as kit:
        yield kit


@pytest.fixture
def done_on_a_kit(kit_of_all_runs: PrivateKit, released: Released) -> DoneOnAKit:
    def with_worked_answers(lab: Module, language: Language, **besides: Any) -> LabRun:
        return run_lab(
            lab,
            role_of(lab, "solution"),
            language,
            kit_of_all_runs.url,
            kit_of_all_runs.token,
            course=released(lab, language),
            **besides,
        )

    return with_worked_answers


@pytest.mark.parametrize(
    ("lab", "language"),
    [
        pytest.param(
            *(lab, language),
            id=f"{lab.id}:{language}",
            marks=[] if (lab.id, language) == MEASURED_IN_THE_GATE else [pytest.mark.proof],
        )
        for lab in LABS
        for language in LANGUAGES
    ],
)
def test_a_lab_done_on_a_kit_gets_full_marks_for_the_measurements_that_are_recorded(
    done_on_a_kit: DoneOnAKit,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    lab: Module,
    language: Language,
) -> None:
    outcome = done_on_a_kit(
        lab,
        language,
        before_grading=lambda folder: shutil.copytree(folder / "evidence", tmp_path / "measured"),
    )

    assert outcome.trial.failures == {}
    assert outcome.points == lab.manifest.automatic_points
    assert [piece.fault for piece in outcome.evidence] == [None] * len(outcome.evidence)
    if request.config.getoption("--record"):
        record(lab.id, tmp_path / "measured")
    unpack(lab.id, tmp_path / "recorded")
    assert operations(tmp_path / "recorded") == operations(tmp_path / "measured")


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_somebody_else_s_measurements_are_found_and_told(
    done_on_a_kit: DoneOnAKit, lab: Module
) -> None:
    outcome = done_on_a_kit(lab, "fr", measured_by="somebody-else")

    assert outcome.points < lab.manifest.automatic_points
    assert {piece.fault for piece in outcome.evidence} == {Fault.OTHER_LEARNER}
    for item in lab.manifest.items:
        if item.evidence:
            said = outcome.trial.failures[item.id]
            assert "La mesure a été faite par une autre personne." in said


def test_measurements_are_recorded_of_every_lab_and_of_no_other() -> None:
    assert {file.name.partition(".")[0] for file in RECORDED.iterdir()} == {lab.id for lab in LABS}
