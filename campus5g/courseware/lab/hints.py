"""Hints of a lab in three steps; each is opened by the learner and noted.

A hint costs no points: a file of the learner's own does not prove what was read. The cost is stated
in words instead: the hints read are on the result sheet, for the trainer.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from pydantic import RootModel

from campus5g.courseware.lab.notes import LabNotes
from campus5g.courseware.progress import Progress
from campus5g.courseware.quiz.model import Hints, HintsInOneLanguage
from campus5g.courseware.quiz.view import hint_steps
from campus5g.kit.starting.private import this_learner
from campus5g.language import t
from campus5g.manifest import ManifestError, load_manifest

HINTS_FILE = "hints.yaml"
RELEASED_HINTS_FILE = ".hints.yaml"
"""The learners' own, in one language and out of the list of files."""


class HintError(ManifestError):
    """Hints are missing or can't be read."""


class HintsFile(RootModel[dict[str, Hints]]):
    """``hints.yaml``: the hints of a lab by item."""


class ReleasedHintsFile(RootModel[dict[str, HintsInOneLanguage]]):
    """``.hints.yaml``: the hints as learners get them."""


class LabHints:
    """Three steps behind headings; where widgets run, opening one is noted."""

    def __init__(
        self, item: str, hints: Hints | HintsInOneLanguage, notes: LabNotes, progress: Progress
    ) -> None:
        self._item = item
        self._steps = hint_steps(hints)
        self._notes = notes
        self._progress = progress

    def read(self, step: int) -> None:
        """Note that a step, 1 to 3, was opened; each is noted once."""
        if self._notes.hint_read(self._item, step):
            self._progress.seen(f"hint-{self._item}-{step}")

    def widget(self) -> Any:
        """Return the steps as widgets that note when they are opened."""
        import ipywidgets

        steps = ipywidgets.Accordion(
            children=[ipywidgets.HTML(f"<p>{escape(step['text'])}</p>") for step in self._steps],
            titles=self._heads(),
            selected_index=None,
        )

        def opened(change: dict[str, Any]) -> None:
            if change["new"] is not None:
                self.read(int(change["new"]) + 1)

        steps.observe(opened, "selected_index")
        return ipywidgets.VBox([steps, ipywidgets.HTML(f"<small>{escape(cost())}</small>")])

    def _heads(self) -> list[str]:
        return [
            t(
                fr=f"Indice {number} sur 3 : {step['head'].lower()}",
                en=f"Hint {number} of 3: {step['head'].lower()}",
            )
            for number, step in enumerate(self._steps, start=1)
        ]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget()._repr_mimebundle_(**options)

    def _repr_html_(self) -> str:
        steps = "".join(
            f"<details><summary>{escape(head)}</summary><p>{escape(step['text'])}</p></details>"
            for head, step in zip(self._heads(), self._steps, strict=True)
        )
        return f"{steps}<p><small>{escape(cost())}</small></p>"

    def __repr__(self) -> str:
        return "\n".join(
            f"{head}\n{step['text']}" for head, step in zip(self._heads(), self._steps, strict=True)
        )


def cost() -> str:
    """Return what a hint costs, in words."""
    return t(
        fr="Un indice ne retire aucun point. Il est noté sur votre fiche : votre formateur voit "
        "quoi reprendre avec vous.",
        en="Hints cost no points. They are noted on your sheet, so that your trainer sees "
        "what to go over with you.",
    )


def hints_of(item: str, folder: Path | None = None) -> LabHints:
    """Return the hints of an item.

    Args:
        item: its id in ``lab.yaml``.
        folder: the folder of the hints; the working folder if not given.

    Raises:
        HintError: the file is missing, or has no hints with that name.
    """
    here = folder or Path.cwd()
    known = _known_hints(here)
    if item not in known:
        raise HintError(
            t(fr=f"Il n’y a pas d’indices pour {item}.", en=f"There are no hints for {item}."),
            t(
                fr=f"Il y en a pour : {', '.join(known)}.",
                en=f"There are some for: {', '.join(known)}.",
            ),
        )
    return LabHints(item, known[item], LabNotes(here), Progress(here.name, this_learner()))


def _known_hints(folder: Path) -> Mapping[str, Hints | HintsInOneLanguage]:
    released = folder / RELEASED_HINTS_FILE
    if released.is_file():
        return load_manifest(released, ReleasedHintsFile, error_type=HintError).root
    return load_manifest(folder / HINTS_FILE, HintsFile, error_type=HintError).root
