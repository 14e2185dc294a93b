"""What every lab promises, graded on what a learner with the worked answers has measured.

The measurements are recorded; `test_measuring` makes them on a kit.
"""

import functools
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from recorded import sign_anew, trusted_key, unpack
from released_labs import Released
from traitlets.config import Config

from autograder.plugin.validate import Findings, SelfCheck
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import fresh_kits
from campus5g.authoring.cohorts.sandbox import confine
from campus5g.authoring.cohorts.validating import validate_as_graded
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.lab_run import MOST_OF_A_COPY, LabRun, Role, role_of, run_lab
from campus5g.authoring.trials.solutions import typed_answers, typed_mistake
from campus5g.authoring.trials.trial import COHORT, LEARNER, TRIED_DRAW, surroundings
from campus5g.courseware.lab.dealing import lay_card
from campus5g.courseware.lab.hints import HINTS_FILE, hints_of
from campus5g.draw import DRAW_VARIABLE
from campus5g.evidence import (
    Fault,
    KitKey,
    SigningKey,
    Work,
    attestation_of,
    find_evidence,
    publish,
)
from campus5g.evidence.work import RELEASE_FILE
from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.language import LANGUAGES, Language

# The longest takes sixteen seconds alone, and over a minute on a full machine.
pytestmark = pytest.mark.timeout(120)

LABS = [module for module in catalogue() if module.kind == "lab"]
CAPSTONE = "capstone"
LESSONS = [lab for lab in LABS if lab.id != CAPSTONE]
FEWEST_ITEMS = 12
# It starts tshark some forty times.
SLOW_TO_READ = {"packet-capture"}

a_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.id)

# Each lab is handed in in one language, by turns; its wrong solutions are in the other.
HANDED_IN = dict(zip((lab.id for lab in LABS), cycle(LANGUAGES)))
WRONG_IN = dict(zip(HANDED_IN, cycle(reversed(LANGUAGES))))

Run = Callable[..., LabRun]
Measured = Callable[[Module, Language], Path]


@pytest.fixture(scope="module")
def measured(released: Released, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """What a learner with the worked answers measured, signed for the lab as it is released."""
    key = trusted_key(tmp_path_factory.mktemp("key"))

    @functools.cache
    def evidence_of(name: str, language: Language) -> Path:
        evidence = tmp_path_factory.mktemp(name)
        unpack(name, evidence)
        course = released(find_module(name, LABS), language).course
        release = (course.folder / "release" / name / RELEASE_FILE).read_text().strip()
        sign_anew(evidence, key, Work(cohort=COHORT, lab=name, release=release))
        return evidence

    return lambda lab, language: evidence_of(lab.id, language)


@pytest.fixture
def run(released: Released, measured: Measured) -> Run:
    """Hand a lab in as somebody, with those measurements."""

    def as_role(
        lab: Module, role: str | Role, language: Language | None = None, **cheating: Any
    ) -> LabRun:
        handed_in = language or HANDED_IN[lab.id]
        return run_lab(
            lab,
            role_of(lab, role) if isinstance(role, str) else role,
            handed_in,
            *("http://127.0.0.1:1", "no kit is asked"),
            measured_before=measured(lab, handed_in),
            course=released(lab, handed_in),
            **cheating,
        )

    return as_role


@a_lab
def test_worked_answers_get_full_automatic_marks(run: Run, lab: Module) -> None:
    assert_full_automatic_marks(run(lab, "solution"), lab)


# What these ask for is the measurement itself.
ANSWERED_BY_MEASURING = {"packet-capture": {"capture"}}


@pytest.mark.parametrize(
    "lab",
    [
        pytest.param(lab, id=lab.id, marks=[pytest.mark.proof] if lab.id in SLOW_TO_READ else [])
        for lab in LABS
    ],
)
def test_an_empty_copy_runs_to_its_end_for_nothing_whatever_was_measured(
    run: Run, lab: Module
) -> None:
    outcome = run(lab, "empty")

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
    run: Run, lab: Module, names: list[str]
) -> None:
    mistakes = [lab.manifest.wrong[name] for name in names]
    typed = typed_answers(lab, TRIED_DRAW)
    for mistake in mistakes:
        typed |= typed_mistake(lab, TRIED_DRAW, mistake)

    role = Role("wrong", partial(answered, typed=typed), expected_points=0)
    outcome = run(lab, role, WRONG_IN[lab.id])

    lost = {item.id: item.out_of for item in outcome.items if item.points == 0}
    wrong = [{cell.removesuffix("-answer") for cell in mistake.cells} for mistake in mistakes]
    assert lost.keys() == set().union(*wrong), outcome.trial.failures
    assert outcome.points == outcome.out_of - sum(lost.values())
    for mistake, items in zip(mistakes, wrong, strict=True):
        assert outcome.out_of - sum(lost[item] for item in items) == mistake.expected_points


@pytest.mark.proof
@pytest.mark.parametrize("role", ["copied", "asking"])
@a_lab
def test_no_text_answers_a_lab_for_another_draw(run: Run, lab: Module, role: str) -> None:
    for language in LANGUAGES:
        outcome = run(lab, role, language)

        assert outcome.share <= MOST_OF_A_COPY, outcome.trial.points


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_a_notebook_that_names_keys_of_its_own_earns_nothing_for_what_they_signed(
    run: Run, lab: Module
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
        sign_anew(folder / "evidence", key)

    outcome = run(lab, replace(role, fill=with_own_keys), "fr", before_grading=sign_again)

    assert outcome.points <= lab.manifest.automatic_points - points_on_evidence(lab)
    assert_reason(outcome, lab, "signée par un kit que ce campus ne connaît pas")


@pytest.mark.proof
@a_lab
def test_the_items_that_stand_on_evidence_earn_nothing_and_say_why_once_it_is_spoilt(
    run: Run, lab: Module
) -> None:
    due: dict[str, Fault] = {}

    def spoil(folder: Path) -> None:
        kept = (piece for piece in find_evidence(folder / "evidence") if piece.stem != "kit")
        for piece, (ruin, fault) in zip(sorted(kept), cycle(RUINS.items())):
            ruin(piece)
            due[piece.name] = fault

    outcome = run(lab, "solution", "fr", before_grading=spoil)

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
    run: Run, lab: Module
) -> None:
    def put_another_there(folder: Path) -> None:
        camera = folder / "evidence" / "camera.pcapng"
        shutil.copyfile(camera.with_name("agv.pcapng"), camera)
        attestation_of(camera).unlink()

    outcome = run(lab, "solution", "fr", before_grading=put_another_there)

    standing = [item for item in lab.manifest.items if "camera" in item.evidence]
    assert outcome.points == lab.manifest.automatic_points - sum(each.points for each in standing)
    for item in standing:
        assert "camera.pcapng : Aucune attestation" in outcome.trial.failures[item.id]


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_validate_replays_what_was_kept_and_passes(
    released_solved: Callable[[Module], Path], lab: Module
) -> None:
    notebook = released_solved(lab)

    assert validate(notebook, LEARNER) == {}


@pytest.mark.proof
@pytest.mark.parametrize("lab", [find_module("meet-the-kit", LABS)], ids=lambda lab: lab.id)
def test_validate_tells_of_a_measurement_that_does_not_hold(
    released_solved: Callable[[Module], Path], lab: Module
) -> None:
    notebook = released_solved(lab)

    by_a_neighbour = validate(notebook, "somebody-else")

    (first, *_) = by_a_neighbour["failed"]
    assert "La mesure a été faite par une autre personne." in first["raw_error"]


@pytest.fixture
def released_solved(
    released: Released, measured: Measured, tmp_path: Path
) -> Callable[[Module], Path]:
    """Lays out a learner's folder: the released notebook with the worked answers, and evidence."""

    def lay_out(lab: Module) -> Path:
        course, folder = released(lab, "fr"), tmp_path / lab.id
        shutil.copytree(course.course.folder / "release" / lab.id, folder)
        typed = typed_answers(lab, course.draw)
        solved = answered(deepcopy(course.released), read_notebook(lab.notebook), typed)
        shutil.copytree(measured(lab, "fr"), folder / "evidence")
        lay_card(lab.folder, course.draw, folder)
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
