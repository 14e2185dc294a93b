"""What a learner did in a lab besides answering: predictions made and hints read.

The file lies beside the notebook and serves the result sheet. It is the learner's own, so nothing
is graded on it.
"""

import contextlib
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from campus5g.whole_file import replace, turn

NOTES_FILE = "lab-notes.json"

_PREDICTIONS, _OUTCOMES, _HINTS = "predictions", "outcomes", "hints"


class LabNotes:
    """The notes of the lab in a folder; a note that can't be written is dropped silently.

    Args:
        folder: where the notebook runs; the working folder if not given.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or Path.cwd()) / NOTES_FILE

    def predicted(self) -> dict[str, dict[str, str]]:
        """Return the predictions by name: ``choice``, and once compared ``outcome``, ``about``."""
        return dict(self._read()[_PREDICTIONS])

    def predict(self, name: str, choice: str) -> None:
        """Note a prediction."""
        with self._change() as notes:
            notes[_PREDICTIONS][name] = {"choice": choice}

    def compare(self, name: str, outcome: str, about: str) -> None:
        """Note the outcome of a prediction."""
        with self._change() as notes:
            notes[_PREDICTIONS][name] |= {"outcome": outcome, "about": about}

    def awaited(self, name: str) -> tuple[str, str] | None:
        """Return ``outcome`` and ``about`` of a measurement that came before its prediction."""
        noted = self._read()[_OUTCOMES].get(name)
        return None if noted is None else (noted["outcome"], noted["about"])

    def await_prediction(self, name: str, outcome: str, about: str) -> None:
        """Note the outcome of a measurement whose prediction is still to be made."""
        with self._change() as notes:
            notes[_OUTCOMES][name] = {"outcome": outcome, "about": about}

    def hints(self) -> dict[str, int]:
        """Return how many hints of each item were read, 1 to 3."""
        return dict(self._read()[_HINTS])

    def hint_read(self, item: str, step: int) -> bool:
        """Note that a hint was read, and return whether it was the first time."""
        with self._change() as notes:
            first = bool(notes[_HINTS].get(item, 0) < step)
            if first:
                notes[_HINTS][item] = step
        return first

    def _read(self) -> dict[str, Any]:
        empty: dict[str, Any] = {_PREDICTIONS: {}, _OUTCOMES: {}, _HINTS: {}}
        try:
            notes = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return empty
        if not isinstance(notes, dict):
            return empty
        parts = {name: notes.get(name) for name in empty}
        return {name: part if isinstance(part, dict) else {} for name, part in parts.items()}

    @contextlib.contextmanager
    def _change(self) -> Iterator[dict[str, Any]]:
        """Yield the notes and write them back if changed; a widget and a cell take turns."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(turn(self._file.parent))
            before = self._read()
            notes = copy.deepcopy(before)
            yield notes
            if notes != before:
                with contextlib.suppress(OSError):
                    replace(self._file, json.dumps(notes, ensure_ascii=False, indent=1) + "\n")
