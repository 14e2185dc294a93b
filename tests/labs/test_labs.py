"""What every lab promises: run by learners on a virtual kit, graded on what they measured.

The tests of one lab go to one worker, so that its measurements are made once.
"""

import functools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from autograder.plugin.validate import Findings, SelfCheck
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import fresh_kits
from campus5g.authoring.cohorts.sandbox import confine
from campus5g.authoring.cohorts.validating import validate_as_graded
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.lab_run import LabRun, role_of, run_lab
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.authoring.trials.trial import (
    COHORT,
    LEARNER,
    TRIED_DRAW,
    surroundings,
    trial_course,
)
from campus5g.courseware.lab.hints import HINTS_FILE, hints_of
from campus5g.draw import DRAW_VARIABLE
from campus5g.evidence import (
    Envelope,
    Fault,
    KitKey,
    SigningKey,
    Statement,
    attestation_of,
    find_evidence,
    publish,
)
from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.kit.starting.private import PrivateKit, start_private_kit
from campus5g.language import Language

LABS = [module for module in catalogue() if module.kind == "lab"]
FEWEST_ITEMS = 12

a_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)

Run = Callable[..., LabRun]


@dataclass(frozen=True)
class Worked:
    """What a learner with the worked answers got, and the folder of what was measured for it."""

    outcome: LabRun
    evidence: Path


@pytest.fixture(scope="module")
def kit_of_all_runs() -> Iterator[PrivateKit]:
    with start_private_kit() as kit, pytest.MonkeyPatch.context() as environment:
        # For labs that may be graded without evidence: this kit, in place of a fresh one each time.
        environment.setenv("CAMPUS5G_KIT_URL", kit.url)
        environment.setenv("CAMPUS5G_KIT_TOKEN", kit.token)
        yield kit


@pytest.fixture
def run(kit_of_all_runs: PrivateKit) -> Run:
    def as_role(
        lab: Module,
        role: str,
        language: Language = "fr",
        **cheating: Any,
    ) -> LabRun:
        kit = kit_of_all_runs
        return run_lab(lab, role_of(lab, role), language, kit.url, kit.token, **cheating)

    return as_role


@pytest.fixture(scope="module")
def worked(
    kit_of_all_runs: PrivateKit, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Module], Worked]:
    """The worked answers, run in French on the kit once a lab: a run takes its real time."""
    kit = kit_of_all_runs

    @functools.cache
    def worked_answers_of(name: str) -> Worked:
        lab = find_module(name, LABS)
        kept = tmp_path_factory.mktemp(name) / "evidence"

        def keep(folder: Path) -> None:
            shutil.copytree(folder / "evidence", kept)

        solution = role_of(lab, "solution")
        outcome = run_lab(lab, solution, "fr", kit.url, kit.token, before_grading=keep)
        return Worked(outcome, kept)

    return lambda lab: worked_answers_of(lab.id)


Measured = Callable[[Module], Path]


@pytest.fixture(scope="module")
def measured(worked: Callable[[Module], Worked]) -> Measured:
    """What a learner with the worked answers measures."""
    return lambda lab: worked(lab).evidence


@a_lab
def test_worked_answers_get_full_automatic_marks(
    worked: Callable[[Module], Worked], lab: Module
) -> None:
    assert_full_automatic_marks(worked(lab).outcome, lab)


@pytest.mark.everything
@a_lab
def test_worked_answers_in_english_get_full_automatic_marks_for_the_same_measurements(
    run: Run, measured: Measured, lab: Module
) -> None:
    outcome = run(lab, "solution", "en", measured_before=measured(lab))

    assert_full_automatic_marks(outcome, lab)


# In English, so that each lab meets the kit in both languages.
@pytest.mark.everything
@a_lab
def test_an_empty_copy_runs_to_its_end_for_nothing(run: Run, lab: Module) -> None:
    outcome = run(lab, "empty", "en")

    assert set(outcome.trial.points.values()) == {0}
    said = errors(outcome.trial.graded)
    assert set(said) == set(automatic_items(lab))
    # A test that asks for an answer says so before it says that a measurement was not kept.
    assert set(said.values()) <= {"AssertionError", "Refused"}


@pytest.mark.everything
@pytest.mark.parametrize(
    ("lab", "name"),
    [pytest.param(lab, name, id=f"{lab.id}:{name}") for lab in LABS for name in lab.manifest.wrong],
)
def test_a_wrong_solution_gets_its_expected_points(
    run: Run, measured: Measured, lab: Module, name: str
) -> None:
    outcome = run(lab, f"wrong:{name}", measured_before=measured(lab))

    assert outcome.points == outcome.expected_points, outcome.trial.failures
    wrong = {cell.removesuffix("-answer") for cell in lab.manifest.wrong[name].cells}
    assert {item.id for item in outcome.items if item.points == 0} == wrong


@a_lab
def test_a_copy_of_a_neighbour_s_answers_earns_only_what_does_not_depend_on_the_draw(
    run: Run, measured: Measured, lab: Module
) -> None:
    outcome = run(lab, "copied", measured_before=measured(lab))

    assert outcome.share <= 0.3, outcome.trial.points


@pytest.mark.everything
@a_lab
def test_a_changed_byte_of_a_measurement_is_found_and_told(
    run: Run, measured: Measured, lab: Module
) -> None:
    def change(folder: Path) -> None:
        for artefact in sorted((folder / "evidence").glob("[!.]*")):
            if not artefact.name.endswith(".attestation.json") and artefact.stem != "kit":
                kept = artefact.read_bytes()
                artefact.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))

    outcome = run(lab, "solution", before_grading=change, measured_before=measured(lab))

    assert outcome.points < lab.manifest.automatic_points
    assert not outcome.as_expected
    assert_reason(outcome, lab, "son contenu a changé")


@pytest.mark.everything
@a_lab
def test_somebody_else_s_measurements_are_found_and_told(run: Run, lab: Module) -> None:
    outcome = run(lab, "solution", measured_by="somebody-else")

    assert outcome.points < lab.manifest.automatic_points
    assert {piece.fault for piece in outcome.evidence} == {Fault.OTHER_LEARNER}
    assert_reason(outcome, lab, "La mesure a été faite par une autre personne.")


@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_a_notebook_that_names_keys_of_its_own_earns_nothing_for_what_they_signed(
    run: Run, measured: Measured, lab: Module
) -> None:
    """Every piece signed again by a key that the submission brings along and has trusted."""
    own = "import os\nos.environ['CAMPUS5G_KIT_KEYS'] = os.path.abspath('own-keys')"
    role = role_of(lab, "solution")

    def with_own_keys(released: NotebookNode, source: NotebookNode) -> NotebookNode:
        filled = role.fill(released, source)
        filled.cells.insert(0, new_code_cell(own))
        return filled

    def sign_again(folder: Path) -> None:
        key = SigningKey.at(folder / "own.pem")
        publish(KitKey(key.public.public), folder / "own-keys")
        for artefact in find_evidence(folder / "evidence"):
            attestation = attestation_of(artefact)
            statement = Statement.read(Envelope.from_json(attestation.read_text()))
            attestation.write_text(statement.signed(key).to_json())

    outcome = run_lab(
        lab,
        replace(role, fill=with_own_keys),
        "fr",
        *("http://127.0.0.1:1", "no kit is asked"),
        before_grading=sign_again,
        measured_before=measured(lab),
    )

    assert outcome.points <= lab.manifest.automatic_points - points_on_evidence(lab)
    assert_reason(outcome, lab, "signée par un kit que ce campus ne connaît pas")


@pytest.mark.everything
@a_lab
def test_the_items_that_stand_on_evidence_are_those_that_lab_yaml_names(
    run: Run, measured: Measured, lab: Module
) -> None:
    def leave_the_kit_alone(folder: Path) -> None:
        for file in (folder / "evidence").iterdir():
            if not file.name.startswith("kit."):
                file.unlink()

    outcome = run(
        lab, "solution", before_grading=leave_the_kit_alone, measured_before=measured(lab)
    )

    without_points = {item.id for item in outcome.items if item.points == 0}
    assert without_points == {item.id for item in lab.manifest.items if item.evidence}
    assert_reason(outcome, lab, "Cette mesure n’a pas été gardée.")


@pytest.mark.everything
@pytest.mark.parametrize("lab", [find_module("packet-capture", LABS)], ids=lambda lab: lab.id)
def test_a_capture_without_attestation_is_not_replaced_by_another_device_s(
    run: Run, measured: Measured, lab: Module
) -> None:
    def put_another_there(folder: Path) -> None:
        camera = folder / "evidence" / "camera.pcapng"
        shutil.copyfile(camera.with_name("agv.pcapng"), camera)
        attestation_of(camera).unlink()

    outcome = run(lab, "solution", before_grading=put_another_there, measured_before=measured(lab))

    standing = [item for item in lab.manifest.items if "camera" in item.evidence]
    assert outcome.points == lab.manifest.automatic_points - sum(each.points for each in standing)
    for item in standing:
        assert "camera.pcapng : Aucune attestation" in outcome.trial.failures[item.id]


@a_lab
def test_validate_replays_what_was_kept_and_passes(
    measured: Measured, released_solved: Callable[[Module, Path], Path], lab: Module
) -> None:
    notebook = released_solved(lab, measured(lab))

    assert validate(notebook, LEARNER) == {}


@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_validate_tells_of_a_measurement_that_does_not_hold(
    measured: Measured, released_solved: Callable[[Module, Path], Path], lab: Module
) -> None:
    notebook = released_solved(lab, measured(lab))

    by_a_neighbour = validate(notebook, "somebody-else")

    (first, *_) = by_a_neighbour["failed"]
    assert "La mesure a été faite par une autre personne." in first["raw_error"]


@pytest.fixture
def released_solved(tmp_path: Path) -> Callable[[Module, Path], Path]:
    """Lays out a learner's folder: the released notebook with the worked answers, and evidence."""

    def lay_out(lab: Module, evidence: Path) -> Path:
        with trial_course(lab, "fr") as course:
            folder = tmp_path / lab.id
            shutil.copytree(course.course.folder / "release" / lab.id, folder)
            typed = typed_answers(lab, course.draw)
            solved = answered(course.released, read_notebook(lab.notebook), typed)
        shutil.copytree(evidence, folder / "evidence")
        notebook = folder / lab.notebook.name
        write_notebook(solved, notebook)
        return notebook

    return lay_out


def validate(notebook: Path, learner: str) -> Findings:
    """Press the Validate button, as on the server of a learner."""
    placed = {DRAW_VARIABLE: TRIED_DRAW.seed.hex(), COHORT_VARIABLE: COHORT}
    with surroundings({**placed, **fresh_kits(LABS)}):
        config = Config()
        confine(config)
        validate_as_graded(config, learner)
        return SelfCheck(config=config).validate(str(notebook))


@a_lab
def test_a_lab_is_as_long_as_promised_and_has_one_judged_answer(lab: Module) -> None:
    kinds = [item.kind for item in lab.manifest.items]

    assert len(kinds) >= FEWEST_ITEMS
    assert kinds.count("manual") == 1
    assert 60 <= lab.manifest.minutes <= 120


@pytest.mark.parametrize(
    "lab", [lab for lab in LABS if (lab.folder / HINTS_FILE).exists()], ids=lambda lab: lab.id
)
def test_each_item_shows_its_own_hints_but_those_of_one_fault_to_find_alone(lab: Module) -> None:
    sources = [cell.source for cell in read_notebook(lab.notebook).cells]
    alone = {item.id for item in lab.manifest.items if f'lab.hint("{item.id}")' not in sources}
    unaided = [item for item in lab.manifest.items if item.id in alone and item.kind == "automatic"]

    for item in set(automatic_items(lab)) - alone:
        assert "3" in repr(hints_of(item, lab.folder))
    assert sum(item.points for item in unaided) in {0, 4}


def assert_full_automatic_marks(outcome: LabRun, lab: Module) -> None:
    assert outcome.trial.failures == {}
    assert outcome.points == lab.manifest.automatic_points
    assert errors(outcome.trial.graded) == {}
    assert [piece.fault for piece in outcome.evidence] == [None] * len(outcome.evidence)
    assert len(outcome.evidence) > 1


def assert_reason(outcome: LabRun, lab: Module, reason: str) -> None:
    """Each item that stands on evidence earns nothing and gives the reason before all else."""
    points = {item.id: item.points for item in outcome.items}
    for item in lab.manifest.items:
        if item.evidence:
            assert points[item.id] == 0
            assert reason in outcome.trial.failures[item.id]


def points_on_evidence(lab: Module) -> float:
    return sum(item.points for item in lab.manifest.items if item.evidence)


def automatic_items(lab: Module) -> list[str]:
    return [item.id for item in lab.manifest.items if item.kind == "automatic"]


def errors(notebook: NotebookNode) -> dict[str, str]:
    """Return the kind of error of each cell that ended in one."""
    return {
        cell.id: output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
