"""The grader's check of evidence: every piece, outside of the sandbox, before the notebook runs.

`autograder` calls one of the two functions for each submission (``c.Sandbox.file_check``). What
counts then reaches the notebook with the verdicts on the rest, and each item of the lab that stands
on a refused piece (``evidence`` in ``lab.yaml``) earns nothing and says why.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path

from autograder.grading import Checked, FileVerdict
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.cards import card_to_grade_by
from campus5g.authoring.cohorts.cohort import SOURCES, load_cohort
from campus5g.courseware.editions import language_of
from campus5g.draw import this_draw
from campus5g.evidence import FOLDER, Evidence, Fault, Work, attestation_of, examine_folder
from campus5g.kit.evidence import trusted_keys, work_in
from campus5g.kit.measuring.keeping import DESCRIPTION_NAME
from campus5g.kit.starting.private import this_learner
from campus5g.kit.verdicts import VERDICTS_VARIABLE, Verdicts
from campus5g.language import VARIABLE as LANGUAGE_VARIABLE
from campus5g.language import Language, current_language, speak, t
from campus5g.manifest import ManifestError

GENUINE = "genuine"
"""The word of a verdict on a piece that counts; that of any other is a `Fault`."""

DEVICE = "{ue}"
"""In the name of a piece that each device of a kit has."""

# Of nbgrader's configuration, where it names nobody.
_ANYBODY = "*"


def check_submitted(course: str, student: str, assignment: str, folder: Path) -> Checked:
    """Check what a learner handed in: made by them, for this lab, in this cohort.

    The release is the one that the submission is of: a learner who has begun keeps theirs when the
    lab is handed out again. A lab with cards finds that of the due draw, whatever was handed in.

    Args:
        course: the cohort's id.
        student: the account's name; ``*`` is who checks their own work.
        assignment: the lab's id.
        folder: where the submission lies.
    """
    if student == _ANYBODY:
        return check_own(course, student, assignment, folder)
    handed_in = _as_handed_in(folder)
    stated = work_in(handed_in)
    release = "" if stated is None else stated.release
    work = Work(cohort=course, lab=assignment, release=release)
    language = _language_of(handed_in / f"{assignment}.ipynb", folder)
    with _speaking(language):
        found = _checked(assignment, folder, student, work)
    # Tests run in a process of their own, where no cell of the notebook has chosen a language.
    card = card_to_grade_by(
        folder.parents[2] / SOURCES / assignment, this_draw(assignment, student, course)
    )
    return replace(found, variables={**found.variables, LANGUAGE_VARIABLE: language}, **card)


def check_own(course: str, student: str, assignment: str, folder: Path) -> Checked:
    """Check one's own work before it is handed in, against what its notebook measures for.

    Args:
        course: the cohort's id, as far as nbgrader knows it.
        student: the account's name; ``*`` for who runs this process.
        assignment: the lab's id.
        folder: where the notebook lies.
    """
    learner = this_learner() if student == _ANYBODY else student
    return _checked(assignment, folder, learner, work_in(folder))


def _checked(assignment: str, folder: Path, learner: str, work: Work | None) -> Checked:
    module = _lab(assignment)
    if module is not None and module.manifest.kit is None:
        return Checked()
    pieces = examine_folder(folder / FOLDER, trusted_keys(learner), learner, work)
    if module is None and not any(piece.statement for piece in pieces):
        return Checked()  # another course's assignment, whose folder means something else
    variables = {VERDICTS_VARIABLE: Verdicts.on(pieces).to_text()}
    if not pieces and _may_have_a_fresh_kit(module):
        return Checked(folder=FOLDER, variables=variables)
    needed = {} if module is None else _needed(module, _devices(pieces))
    return Checked(
        verdicts=(*_on_pieces(pieces, needed), *_on_missing(pieces, needed)),
        folder=FOLDER,
        admitted=frozenset(_admitted(pieces)),
        variables=variables,
    )


def _lab(name: str) -> Module | None:
    with suppress(ManifestError):
        return find_module(name, catalogue())
    return None


def _may_have_a_fresh_kit(module: Module | None) -> bool:
    kit = None if module is None else module.manifest.kit
    return kit is not None and kit.graded_on != "evidence"


def _admitted(pieces: Iterable[Evidence]) -> Iterator[str]:
    """Yield what reaches the notebook: genuine pieces, and what is known about the others."""
    for piece in pieces:
        if piece.holds:
            yield f"{FOLDER}/{piece.artefact.name}"
        if piece.statement is not None:
            yield f"{FOLDER}/{attestation_of(piece.artefact).name}"


def _needed(module: Module, devices: Iterable[str]) -> dict[str, list[str]]:
    """Return the pieces that the lab's items stand on, by item; a star stands for anything."""
    known = list(devices)
    needed: dict[str, list[str]] = {}
    for item in module.manifest.items:
        for name in item.evidence:
            each = [name.replace(DEVICE, ue) for ue in known] if DEVICE in name else [name]
            needed.setdefault(item.id, []).extend(each)
    return needed


def _devices(pieces: Iterable[Evidence]) -> list[str]:
    """Return the devices of the kit that was measured, as its genuine description names them."""
    for piece in pieces:
        if piece.holds and piece.artefact.stem == DESCRIPTION_NAME:
            with suppress(OSError, ValueError, KeyError, TypeError):
                described = json.loads(piece.artefact.read_bytes())
                return [str(ue["name"]) for ue in described["ues"]]
    return []


def _on_pieces(pieces: list[Evidence], needed: Mapping[str, list[str]]) -> Iterator[FileVerdict]:
    genuine = {piece.artefact.stem for piece in pieces if piece.holds}
    for piece in pieces:
        stem = piece.artefact.stem
        spare = stem in genuine and not piece.holds
        cells = () if spare else _standing_on(stem, needed)
        if piece.fault is None:
            yield FileVerdict(piece.name, True, GENUINE, cells=cells)
        else:
            yield FileVerdict(piece.name, False, piece.fault, _sentence(piece), cells)


def _on_missing(pieces: list[Evidence], needed: Mapping[str, list[str]]) -> Iterator[FileVerdict]:
    """Yield a verdict for each piece that items stand on and that was not kept."""
    stems = [piece.artefact.stem for piece in pieces]
    for name in dict.fromkeys(chain.from_iterable(needed.values())):
        if not any(fnmatchcase(stem, name) for stem in stems):
            sentence = t(fr=f"{name} : ", en=f"{name}: ") + Fault.NOT_KEPT.sentence()
            cells = tuple(item for item, names in needed.items() if name in names)
            yield FileVerdict(name, False, Fault.NOT_KEPT, sentence, cells, handed_in=False)


def _standing_on(stem: str, needed: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the items that a piece of this name is for; the kit's description is for all."""
    for_all = stem in {DESCRIPTION_NAME, FOLDER}
    return tuple(
        item
        for item, names in needed.items()
        if for_all or any(fnmatchcase(stem, name) for name in names)
    )


def _sentence(piece: Evidence) -> str:
    fault = "" if piece.fault is None else piece.fault.sentence()
    return t(fr=f"{piece.name} : {fault}", en=f"{piece.name}: {fault}")


def _as_handed_in(folder: Path) -> Path:
    """Return where a submission was collected: nbgrader puts the latest release over its copy."""
    copied, course = folder.absolute().parents[1:3]
    collected = course / "submitted" / folder.parent.name / folder.name
    return collected if copied.name == "autograded" and collected.is_dir() else folder


def _language_of(notebook: Path, folder: Path) -> Language:
    """Return the language in which a submission's learner reads, else that of their cohort."""
    if (language := language_of(notebook)) is not None:
        return language
    *_, course = folder.absolute().parents[:3]
    with suppress(ManifestError):
        return load_cohort(course).language
    return current_language()


@contextmanager
def _speaking(language: Language) -> Iterator[None]:
    speak(language)
    try:
        yield
    finally:
        speak(None)
