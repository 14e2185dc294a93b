"""A lab from end to end: a learner runs it on a kit, hands it in, and it is graded."""

import shutil
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.learner_at_work import ran, with_kit
from campus5g.authoring.trials.solutions import neighbour, typed_answers, typed_mistake
from campus5g.authoring.trials.trial import (
    LEARNER,
    TRIED_DRAW,
    Fill,
    Trial,
    TrialCourse,
    as_released,
    trial_course,
)
from campus5g.draw import Draw
from campus5g.kit.evidence import as_data, verify
from campus5g.language import Language, translator
from campus5g.manifest import ManifestError

if TYPE_CHECKING:
    from campus5g.evidence import Evidence

_WRONG = "wrong:"


MOST_OF_A_COPY = 0.3
"""What another's answers may earn at most, as a share of the automatic points."""


@dataclass(frozen=True)
class Role:
    """As whom a lab is run: how the notebook is filled in, and what that must earn.

    Who copied, or asked the case, earns ``expected_points`` at most, all others exactly.
    """

    name: str
    fill: Fill
    expected_points: float
    draw: Draw = TRIED_DRAW
    at_most: bool = False


@dataclass(frozen=True)
class ItemResult:
    """What one item earned, and why not more; ``points`` is None where a trainer must read."""

    id: str
    title: str
    points: float | None
    out_of: float
    reason: str


@dataclass(frozen=True)
class LabRun:
    """The outcome of a run."""

    lab: str
    language: Language
    role: str
    seconds: float
    items: list[ItemResult]
    points: float
    out_of: float
    expected_points: float
    at_most: bool
    draw: Draw
    evidence: "list[Evidence]"
    trial: Trial

    @property
    def share(self) -> float:
        """The share that it earned of the automatic points, from 0 to 1."""
        return self.points / self.out_of if self.out_of else 0.0

    @property
    def as_expected(self) -> bool:
        """Whether it earned what it must, and every kept measurement is genuine."""
        earned = (
            self.points <= self.expected_points
            if self.at_most
            else self.points == self.expected_points
        )
        return earned and all(each.holds for each in self.evidence)

    def as_data(self) -> dict[str, Any]:
        """Return the outcome as JSON-ready data."""
        return {
            "lab": self.lab,
            "language": self.language,
            "as": self.role,
            "draw": self.draw.code,
            "seconds": self.seconds,
            "points": self.points,
            "out_of": self.out_of,
            "share": round(self.share, 3),
            "expected_points": self.expected_points,
            "at_most": self.at_most,
            "as_expected": self.as_expected,
            "items": [vars(item) for item in self.items],
            "evidence": [as_data(piece) for piece in self.evidence],
        }


def role_of(module: Module, name: str, draw: Draw = TRIED_DRAW) -> Role:
    """Return the role with a name.

    Args:
        module: a lab.
        name: ``solution``, ``empty``, ``copied`` (the whole text of a neighbour who answered a case
            of their own without a mistake), ``asking`` (the worked answers as they stand, which ask
            the case itself: one text for all) or ``wrong:NAME`` of ``lab.yaml``.
        draw: the learner's.

    Raises:
        ManifestError: the lab does not have this role.
    """
    manifest = module.manifest
    if name == "solution":
        fill = partial(answered, typed=typed_answers(module, draw))
        return Role(name, fill, manifest.automatic_points, draw)
    if name == "empty":
        return Role(name, as_released, 0, draw)
    if name == "copied":
        fill = partial(answered, typed=typed_answers(module, neighbour(module, draw)))
        return Role(name, fill, _most_of_a_copy(module), draw, at_most=True)
    if name == "asking":
        return Role(name, answered, _most_of_a_copy(module), draw, at_most=True)
    wrong = manifest.wrong.get(name.removeprefix(_WRONG)) if name.startswith(_WRONG) else None
    if wrong is None:
        known = [
            "solution",
            "empty",
            "copied",
            "asking",
            *(f"{_WRONG}{each}" for each in manifest.wrong),
        ]
        raise ManifestError(f"{module.id} can't be run as {name}.", f"Use: {', '.join(known)}.")
    typed = typed_answers(module, draw) | typed_mistake(module, draw, wrong)
    mistaken = partial(answered, typed=typed)
    return Role(name, mistaken, wrong.expected_points, draw)


def run_lab(
    module: Module,
    role: Role,
    language: Language,
    url: str,
    operator_token: str,
    before_grading: Callable[[Path], None] | None = None,
    measured_by: str = LEARNER,
    measured_before: Path | None = None,
    course: TrialCourse | None = None,
) -> LabRun:
    """Run a lab on a kit as a learner does, hand it in, and grade it on what was measured.

    Args:
        module: the lab.
        role: who the learner is.
        language: of the released notebook.
        url: of the kit's gateway.
        operator_token: lets the kit be lent to the learner.
        before_grading: called with the submitted folder when the learner has finished; what
            it changes there is what a cheat would.
        measured_by: in whose name the kit is lent; another's is what a copier hands in.
        measured_before: a folder of evidence that is handed in instead of a run on the kit: the
            notebook is then run by the grader alone, on what that evidence holds.
        course: the lab as released to that language and draw, where this is handed in instead of
            what was before; the lab is released for this run alone if not given.

    Raises:
        CampusError: another user has the kit, it does not respond, or a step of nbgrader failed.
    """
    began = time.monotonic()
    kept: list[Evidence] = []

    def at_work(notebook: NotebookNode, folder: Path) -> NotebookNode:
        if measured_before is not None:
            shutil.copytree(measured_before, folder / "evidence")
            done = notebook
        else:
            with with_kit(url, operator_token, measured_by):
                done = ran(notebook, folder)
        if before_grading is not None:
            before_grading(folder)
        if any(folder.glob("evidence/*")):
            kept.extend(verify(folder / "evidence", LEARNER))
        return done

    with nullcontext(course) if course else trial_course(module, language, role.draw) as released:
        tried = released.hand_in(role.fill, work=at_work)
    return LabRun(
        lab=module.id,
        language=language,
        role=role.name,
        seconds=round(time.monotonic() - began, 1),
        items=_items(module, tried, language),
        points=tried.automatic_points,
        out_of=module.manifest.automatic_points,
        expected_points=role.expected_points,
        at_most=role.at_most,
        draw=role.draw,
        evidence=kept,
        trial=tried,
    )


def _most_of_a_copy(module: Module) -> float:
    return MOST_OF_A_COPY * module.manifest.automatic_points


def _items(module: Module, tried: Trial, language: Language) -> list[ItemResult]:
    t = translator(language)
    to_read = t(fr="à lire par le formateur", en="for the trainer to read")

    def reason(item_id: str, kind: Literal["automatic", "manual"]) -> str:
        return to_read if kind == "manual" else tried.failures.get(item_id, "")

    return [
        ItemResult(
            id=item.id,
            title=t(fr=item.title.fr, en=item.title.en),
            points=tried.points[item.id],
            out_of=item.points,
            reason=reason(item.id, item.kind),
        )
        for item in module.manifest.items
    ]
