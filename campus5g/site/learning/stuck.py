"""Rules for who is stuck at a module, each with its reason.

Only learners at work can be stuck: the last event, or the notebook's last save, is at most
`AT_WORK` ago. Then any of these is a reason to go and see:

| reason | rule |
|---|---|
| no progress | for `LONG`, nothing new was read, answered rightly or handed in |
| wrong answers | `TRIES` answers in a row to one question within `LATELY`, none of them right |
| failing test | a test of the saved notebook fails, and it was run more than twice over |
| hints | all steps of an item's hints were opened within `LATELY`, and it is not right yet |
"""

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from campus5g.site.learning.activity import Deed
from campus5g.site.learning.hints_read import LAST_STEP, hints_read, is_hint

AT_WORK = datetime.timedelta(minutes=10)
LONG = datetime.timedelta(minutes=15)
LATELY = datetime.timedelta(minutes=60)
TRIES = 3
_RUNS = 2

Why = Literal["no-progress", "wrong-answers", "failing-test", "hints"]


@dataclass(frozen=True)
class Reason:
    """Why a learner seems stuck; ``item`` is the question or test, ``number`` minutes or tries."""

    why: Why
    number: int = 0
    item: str = ""


@dataclass(frozen=True)
class FailingTest:
    """A test that fails in a saved notebook; ``again`` if it was run more than twice over."""

    item: str
    again: bool


def at_work(last: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Return whether a learner whose last activity was at a moment is working now."""
    return last is not None and now - last <= AT_WORK


def reasons(
    deeds: Sequence[Deed],
    tests: Sequence[FailingTest],
    last: datetime.datetime | None,
    now: datetime.datetime,
) -> list[Reason]:
    """Return why a learner seems stuck; nothing if they don't.

    Args:
        deeds: of the learner in the module, oldest first.
        tests: that fail in their notebook as it is saved.
        last: when they did anything, saving the notebook included.
        now: the present moment.
    """
    if not at_work(last, now):
        return []
    found = [*_no_progress(deeds, now)]
    lately = [deed for deed in deeds if now - deed.moment <= LATELY]
    right = {deed.thing[1] for deed in deeds if deed.did == "answered" and deed.share == 1}
    for item, tries in _wrong_in_a_row(lately).items():
        if tries >= TRIES:
            found.append(Reason("wrong-answers", tries, item))
    found += [Reason("failing-test", item=test.item) for test in tests if test.again]
    for item, steps in _hints(lately).items():
        if steps >= LAST_STEP and item not in right:
            found.append(Reason("hints", steps, item))
    return found


def failing_tests(notebook: Path) -> list[FailingTest]:
    """Return the graded tests that fail in a notebook as it was saved; none if it can't be read."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        cells = [cell for cell in content["cells"] if cell.get("cell_type") == "code"]
        return [
            FailingTest(_grade_id(cell), (cell.get("execution_count") or 0) > _RUNS * len(cells))
            for cell in cells
            if _grade_id(cell) and _fails(cell)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _no_progress(deeds: Sequence[Deed], now: datetime.datetime) -> list[Reason]:
    """Time counts from the last thing that was new, within one sitting."""
    new: datetime.datetime | None = None
    before: datetime.datetime | None = None
    seen: set[tuple[str, str]] = set()
    for deed in deeds:
        moment = deed.moment
        if before is None or moment - before > LATELY:
            # A learner who comes back after a break starts with a fresh clock.
            new = moment
        before = moment
        if _is_progress(deed) and (deed.did, deed.thing[1]) not in seen:
            seen.add((deed.did, deed.thing[1]))
            new = moment
    if new is None or now - new < LONG:
        return []
    return [Reason("no-progress", int((now - new) / datetime.timedelta(minutes=1)))]


def _is_progress(deed: Deed) -> bool:
    if deed.did == "answered":
        return deed.share == 1
    return not is_hint(deed)


def _wrong_in_a_row(deeds: Sequence[Deed]) -> dict[str, int]:
    found: dict[str, int] = {}
    for deed in deeds:
        if deed.did == "answered" and deed.share is not None:
            item = deed.thing[1]
            found[item] = 0 if deed.share == 1 else found.get(item, 0) + 1
    return found


def _hints(deeds: Sequence[Deed]) -> dict[str, int]:
    return Counter(item for item, _ in hints_read(deeds))


def _grade_id(cell: dict[str, Any]) -> str:
    mark = cell.get("metadata", {}).get("nbgrader", {})
    return str(mark.get("grade_id", "")) if mark.get("grade") else ""


def _fails(cell: dict[str, Any]) -> bool:
    return any(output.get("output_type") == "error" for output in cell.get("outputs", []))
