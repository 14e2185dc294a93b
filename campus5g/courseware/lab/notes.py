"""What a learner did in a lab besides answering: predictions and hints, in a file of theirs.

The file lies beside the notebook and serves the result sheet. It is the learner's own, so nothing
is graded on it.
"""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

NOTES_FILE = "lab-notes.json"

_PREDICTIONS, _HINTS = "predictions", "hints"


class LabNotes:
    """The notes of the lab in a folder; what can't be written is forgotten, and nobody is stopped.

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
        notes = self._read()
        notes[_PREDICTIONS][name] = {"choice": choice}
        self._write(notes)

    def compare(self, name: str, outcome: str, about: str) -> None:
        """Note what turned out, of a prediction that was made."""
        notes = self._read()
        notes[_PREDICTIONS][name] |= {"outcome": outcome, "about": about}
        self._write(notes)

    def hints(self) -> dict[str, int]:
        """Return how many hints of each item were read, 1 to 3."""
        return dict(self._read()[_HINTS])

    def hint_read(self, item: str, step: int) -> bool:
        """Note that a hint was read; say whether it was the first time."""
        notes = self._read()
        if notes[_HINTS].get(item, 0) >= step:
            return False
        notes[_HINTS][item] = step
        self._write(notes)
        return True

    def _read(self) -> dict[str, Any]:
        empty: dict[str, Any] = {_PREDICTIONS: {}, _HINTS: {}}
        try:
            notes = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return empty
        if not isinstance(notes, dict):
            return empty
        parts = {name: notes.get(name) for name in empty}
        return {name: part if isinstance(part, dict) else {} for name, part in parts.items()}

    def _write(self, notes: dict[str, Any]) -> None:
        draft = self._file.with_name(f".{NOTES_FILE}.part")
        with contextlib.suppress(OSError):
            draft.write_text(json.dumps(notes, ensure_ascii=False, indent=1) + "\n", "utf-8")
            os.replace(draft, self._file)  # noqa: PTH105 -- one step: never half a file
