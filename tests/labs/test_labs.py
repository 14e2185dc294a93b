"""What every lab promises: run by learners on a virtual kit, graded on what they measured.

The tests of one lab go to one worker, so that its measurements are made once.
"""

import functools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
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
from campus5g.authoring.trials.lab_run import LabRun, Role, role_of, run_lab
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.authoring.trials.trial import (
    COHORT,
    LEARNER,
    TRIED_DRAW,
    TrialCourse,
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
from campus5g.language import LANGUAGES, Language

# A lab takes its kit's real time.
pytestmark = pytest.mark.timeout(120)

LABS = [module for module in catalogue() if module.kind == "lab"]
CAPSTONE = "capstone"
LESSONS = [lab for lab in LABS if lab.id != CAPSTONE]
FEWEST_ITEMS = 12

a_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)

# Solving these takes a minute and more: of their kit's real time, or of tshark's work.
_LONG = (
    *("coverage-survey", "latency", "network-security", "packet-capture", "qos-and-slicing"),
    *("robot-control", "sensor-to-decision", "capstone"),
)
a_short_lab = pytest.mark.parametrize(
    "lab",
    [
        pytest.param(lab, id=lab.id, marks=[pytest.mark.proof] if lab.id in _LONG else [])
        for lab in LABS
    ],
)

# Each lab meets the kit in one language, by turns; what is handed in after that is in the other.
AT_WORK = dict(zip((lab.id for lab in LABS), cycle(LANGUAGES)))
AFTERWARDS = dict(zip(AT_WORK, cycle(reversed(LANGUAGES))))

Run = Callable[..., LabRun]
Released = Callable[[Module, Language], TrialCourse]


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


@pytest.fixture(scope="module")
def released() -> Iterator[Released]:
    """Each lab, released once a language: a run replaces what the one before handed in."""
    with ExitStack() as courses:

        @functools.cache
        def course_of(name: str, language: Language) -> TrialCourse:
            return courses.enter_context(trial_course(find_module(name, LABS), language))

        yield lambda lab, language: course_of(lab.id, language)


@pytest.fixture
def run(kit_of_all_runs: PrivateKit, released: Released) -> Run:
    def as_role(
        lab: Module,
        role: str | Role,
        language: Language = "fr",
        **cheating: Any,
    ) -> LabRun:
        kit, course = kit_of_all_runs, released(lab, language)
        as_whom = role_of(lab, role) if isinstance(role, str) else role
        return run_lab(lab, as_whom, language, kit.url, kit.token, course=course, **cheating)

    return as_role


@pytest.fixture(scope="module")
def worked(
    kit_of_all_runs: PrivateKit, released: Released, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Module], Worked]:
    """The worked answers, run on the kit once a lab: a run takes its real time."""
    kit = kit_of_all_runs

    @functools.cache
    def worked_answers_of(name: str) -> Worked:
        lab = find_module(name, LABS)
        kept = tmp_path_factory.mktemp(name) / "evidence"

        def keep(folder: Path) -> None:
            shutil.copytree(folder / "evidence", kept)

        outcome = run_lab(
            lab,
            role_of(lab, "solution"),
            AT_WORK[name],
            *(kit.url, kit.token),
            before_grading=keep,
            course=released(lab, AT_WORK[name]),
        )
        return Worked(outcome, kept)

    return lambda lab: worked_answers_of(lab.id)


Measured = Callable[[Module], Path]


@pytest.fixture(scope="module")
def measured(worked: Callable[[Module], Worked]) -> Measured:
    """What a learner with the worked answers measures."""
    return lambda lab: worked(lab).evidence


@a_short_lab
def test_worked_answers_get_full_automatic_marks(
    worked: Callable[[Module], Worked], lab: Module
) -> None:
    assert_full_automatic_marks(worked(lab).outcome, lab)


# What these ask for is the measurement itself.
ANSWERED_BY_MEASURING = {"packet-capture": {"capture"}}


@pytest.mark.proof
@a_lab
def test_an_empty_copy_runs_to_its_end_for_nothing_whatever_was_measured(
    run: Run, measured: Measured, lab: Module
) -> None:
    outcome = run(lab, "empty", AFTERWARDS[lab.id], measured_before=measured(lab))

    earned = {item for item, points in outcome.trial.points.items() if points}
    assert earned == ANSWERED_BY_MEASURING.get(lab.id, set())
    said = errors(outcome.trial.graded)
    assert set(said) == set(automatic_items(lab)) - earned
    # A test that asks for an answer says so before it says that a measurement was not kept.
    assert set(said.values()) <= {"AssertionError", "Refused"}


def apart(lab: Module) -> list[list[str]]:
    """Share a lab's wrong solutions out among few runs, none of which has two for one cell."""
    runs: list[list[str]] = []
    for name, wrong in lab.manifest.wrong.items():
        for others in runs:
            if all(wrong.cells.keys().isdisjoint(lab.manifest.wrong[o].cells) for o in others):
                others.append(name)
                break
        else:
            runs.append([name])
    return runs


# In the other language, in which what is right earns its points, too.
@pytest.mark.proof
@pytest.mark.parametrize(
    ("lab", "names"),
    [
        pytest.param(lab, names, id=f"{lab.id}:{'+'.join(names)}")
        for lab in LABS
        for names in apart(lab)
    ],
)
def test_a_wrong_solution_loses_the_points_of_its_own_items(
    run: Run, measured: Measured, lab: Module, names: list[str]
) -> None:
    mistakes = [lab.manifest.wrong[name] for name in names]
    typed = typed_answers(lab, TRIED_DRAW)
    for mistake in mistakes:
        typed |= mistake.cells

    role = Role("wrong", partial(answered, typed=typed), expected_points=0)
    outcome = run(lab, role, AFTERWARDS[lab.id], measured_before=measured(lab))

    lost = {item.id: item.out_of for item in outcome.items if item.points == 0}
    wrong = [{cell.removesuffix("-answer") for cell in mistake.cells} for mistake in mistakes]
    assert lost.keys() == set().union(*wrong), outcome.trial.failures
    assert outcome.points == outcome.out_of - sum(lost.values())
    for mistake, items in zip(mistakes, wrong, strict=True):
        assert outcome.out_of - sum(lost[item] for item in items) == mistake.expected_points


# Of every lab, the answers of 200 neighbours are compared on paper.
@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_a_copy_of_a_neighbour_s_answers_earns_only_what_does_not_depend_on_the_draw(
    run: Run, measured: Measured, lab: Module
) -> None:
    outcome = run(lab, "copied", measured_before=measured(lab))

    assert outcome.share <= 0.3, outcome.trial.points


# The lab's run measures once more: whose a measurement is does not depend on what was measured.
@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_somebody_else_s_measurements_are_found_and_told(run: Run, lab: Module) -> None:
    outcome = run(lab, "solution", measured_by="somebody-else")

    assert outcome.points < lab.manifest.automatic_points
    assert {piece.fault for piece in outcome.evidence} == {Fault.OTHER_LEARNER}
    assert_reason(outcome, lab, "La mesure a été faite par une autre personne.")


@pytest.mark.proof
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


@pytest.mark.proof
@a_lab
def test_the_items_that_stand_on_evidence_earn_nothing_and_say_why_once_it_is_spoilt(
    run: Run, measured: Measured, lab: Module
) -> None:
    due: dict[str, Fault] = {}

    def spoil(folder: Path) -> None:
        kept = (piece for piece in find_evidence(folder / "evidence") if piece.stem != "kit")
        for piece, (ruin, fault) in zip(sorted(kept), cycle(RUINS.items())):
            ruin(piece)
            due[piece.name] = fault

    outcome = run(lab, "solution", before_grading=spoil, measured_before=measured(lab))

    found = {piece.name: piece.fault for piece in outcome.evidence if piece.fault}
    assert found == {name: fault for name, fault in due.items() if fault != Fault.NOT_KEPT}
    without_points = {item.id for item in outcome.items if item.points == 0}
    assert without_points == {item.id for item in lab.manifest.items if item.evidence}
    assert_reason(outcome, lab, *(fault.sentence() for fault in RUINS.values()))


def remove(piece: Path) -> None:
    piece.unlink()
    attestation_of(piece).unlink()


def change_a_byte(piece: Path) -> None:
    kept = piece.read_bytes()
    piece.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))


def lose_its_attestation(piece: Path) -> None:
    attestation_of(piece).unlink()


# What may befall a kept measurement, and the fault that its items then tell.
RUINS = {
    remove: Fault.NOT_KEPT,
    change_a_byte: Fault.CHANGED,
    lose_its_attestation: Fault.NOT_ATTESTED,
}


@pytest.mark.proof
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


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_validate_replays_what_was_kept_and_passes(
    measured: Measured, released_solved: Callable[[Module, Path], Path], lab: Module
) -> None:
    notebook = released_solved(lab, measured(lab))

    assert validate(notebook, LEARNER) == {}


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_validate_tells_of_a_measurement_that_does_not_hold(
    measured: Measured, released_solved: Callable[[Module, Path], Path], lab: Module
) -> None:
    notebook = released_solved(lab, measured(lab))

    by_a_neighbour = validate(notebook, "somebody-else")

    (first, *_) = by_a_neighbour["failed"]
    assert "La mesure a été faite par une autre personne." in first["raw_error"]


@pytest.fixture
def released_solved(released: Released, tmp_path: Path) -> Callable[[Module, Path], Path]:
    """Lays out a learner's folder: the released notebook with the worked answers, and evidence."""

    def lay_out(lab: Module, evidence: Path) -> Path:
        course, folder = released(lab, "fr"), tmp_path / lab.id
        shutil.copytree(course.course.folder / "release" / lab.id, folder)
        typed = typed_answers(lab, course.draw)
        solved = answered(deepcopy(course.released), read_notebook(lab.notebook), typed)
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


@pytest.mark.parametrize("lab", LESSONS, ids=lambda lab: lab.id)
def test_a_lab_is_as_long_as_promised_and_has_one_judged_answer(lab: Module) -> None:
    kinds = [item.kind for item in lab.manifest.items]

    assert len(kinds) >= FEWEST_ITEMS
    assert kinds.count("manual") == 1
    assert 60 <= lab.manifest.minutes <= 120


def test_the_capstone_gives_40_points_by_itself_40_for_the_file_and_20_for_its_defence() -> None:
    manifest = find_module(CAPSTONE).manifest
    judged = {item.id: item.points for item in manifest.items if item.kind == "manual"}

    assert manifest.automatic_points == 40
    assert judged.pop("defence") == 20
    assert sum(judged.values()) == 40
    assert 240 <= manifest.minutes <= 360


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


def assert_reason(outcome: LabRun, lab: Module, *reasons: str) -> None:
    """Each item that stands on evidence earns nothing and gives one of the reasons before all."""
    points = {item.id: item.points for item in outcome.items}
    for item in lab.manifest.items:
        if item.evidence:
            assert points[item.id] == 0
            said = outcome.trial.failures[item.id]
            assert any(reason in said for reason in reasons), said


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
