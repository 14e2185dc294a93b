"""What a suspicion does to points: a person decides, instead of zero or full marks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from autograder.grading.placing.placement import Placement
from autograder.grading.result import CellResult
from autograder.language import t
from autograder.running import Suspicion
from autograder.running.sealing_findings import suspicion


def of_chosen_kernel(kernelspec: str | None, tests: Iterable[int]) -> list[Suspicion]:
    """Doubt every test of a notebook that ran in its own kernel, where that was its own choice.

    `kernelspec` is what the gradebook keeps of the assignment's: JSON text, empty where it names
    none. `tests` are the indexes of test cells.
    """
    if json.loads(kernelspec or "null"):
        return []
    return [suspicion(index, "chosen-kernel") for index in tests]


def beyond_the_authors(
    suspicions: Iterable[Suspicion], tests: Mapping[int, str], placements: Mapping[str, Placement]
) -> list[Suspicion]:
    """Return the suspicions that the author's own answer does not raise at the same test.

    `tests` are grade ids by the place of their cells.
    """
    expected = {
        (index, sentence)
        for index, name in tests.items()
        if name in placements
        for sentence in placements[name].findings
    }
    return [each for each in suspicions if (each.cell, each.sentence) not in expected]


def under_suspicion(
    cells: tuple[CellResult, ...],
    suspicions: Iterable[Suspicion],
    graded: Mapping[int, str],
    seconds: Mapping[str, float],
) -> tuple[CellResult, ...]:
    """Return the cells with their times, those under suspicion left to the trainer to mark.

    `graded` names the graded cell at each index of the notebook. A suspicion about a cell that
    earns nothing falls on every test after it. The comment goes to the nearest cell before the
    test that can carry one: nbgrader keeps no comments on tests.
    """
    doubts: dict[str, list[str]] = {}
    for each in suspicions:
        doubted = (
            [graded[each.cell]]
            if each.cell in graded
            else [name for index, name in graded.items() if index > each.cell]
        )
        for name in doubted:
            doubts.setdefault(name, []).append(each.sentence)
    marked = [_marked(replace(cell, seconds=seconds.get(cell.name)), doubts) for cell in cells]
    carrier = next((place for place, cell in enumerate(marked) if cell.commented), None)
    for place, cell in enumerate(marked):
        if cell.commented:
            carrier = place
        if cell.suspicions and carrier is not None:
            marked[carrier] = _commented(marked[carrier], cell.suspicions)
    return tuple(marked)


def without_walls(cells: tuple[CellResult, ...]) -> tuple[CellResult, ...]:
    """Return the cells with a comment that the notebook ran without a sandbox."""
    sentence = t(
        fr="Corrigé sans bac à sable : ce notebook a pu changer ses propres points.",
        en="Graded without a sandbox: this notebook may have changed its own points.",
    )
    return tuple(
        replace(cell, auto_comment="\n".join(filter(None, (cell.auto_comment, sentence))))
        if cell.commented
        else cell
        for cell in cells
    )


def _marked(cell: CellResult, doubts: Mapping[str, list[str]]) -> CellResult:
    sentences = doubts.get(cell.name)
    if not sentences or not cell.graded:
        return cell
    return replace(
        cell, auto_score=None, needs_manual_grade=True, suspicions=tuple(dict.fromkeys(sentences))
    )


def _commented(cell: CellResult, sentences: Iterable[str]) -> CellResult:
    words = t(fr="À relire par le formateur : ", en="For the trainer to review: ")
    said = cell.auto_comment.split("\n") if cell.auto_comment else []
    said += [words + sentence for sentence in sentences if words + sentence not in said]
    return replace(cell, auto_comment="\n".join(said))
