"""nbgrader's two passes over a notebook, with the course's own preprocessors, made once."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from types import new_class
from typing import Any

from nbconvert.exporters import Exporter, NotebookExporter
from nbformat import NotebookNode, validate
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.utils.importstring import import_item

from autograder.grading.metadata import QuickMetadataValidator
from autograder.grading.notebook_text import (
    node,
    normalized,
    parse_notebook,
    read_again,
    read_notebook,
    valid_notebook_text,
)
from autograder.grading.settings import Settings
from autograder.grading.source_cells import SourceNotebook
from autograder.grading.stand_ins import Recorder, SourceGradebook

Resources = dict[str, Any]
Run = Callable[[NotebookNode, Execute], NotebookNode]


class Desk:
    """What lies before the preprocessors while they work on one notebook."""

    source: SourceGradebook
    recorder: Recorder
    run: Run
    penalised: bool


class Pipeline:
    """The preprocessors of ``c.Autograde``, fed from a source instead of the gradebook.

    nbgrader's logic for each cell is untouched: only what opens the gradebook or a kernel is
    replaced, and the late penalty, which needs the gradebook, is left to the writer.
    """

    def __init__(self, settings: Settings) -> None:
        self.converter = settings.converter()
        self.log = self.converter.log
        self._desk = Desk()
        self._sanitise = self._exporter(self.converter.sanitize_preprocessors)
        self._autograde = self._exporter(self.converter.autograde_preprocessors)

    @property
    def executes(self) -> bool:
        """Whether the configuration has the notebooks executed."""
        return any(
            isinstance(preprocessor, Execute) and preprocessor.enabled
            for preprocessor in self._autograde._preprocessors
        )

    def workspace(self, assignment: str, student: str) -> Path:
        """Return where stock nbgrader would run the submission: its autograded folder."""
        coursedir = self.converter.coursedir
        return Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))

    def read(self, folder: Path, source: SourceNotebook) -> NotebookNode:
        """Begin with a submitted notebook; raises what `read_notebook` does."""
        self._desk.source, self._desk.penalised = SourceGradebook(source), False
        return read_notebook(folder, source.name)

    def sanitise(self, nb: NotebookNode, folder: Path, resources: Resources) -> NotebookNode:
        """Put the notebook in order, as nbgrader's first pass; `folder` is where it was read.

        Raises what nbgrader would raise.
        """
        named = _named(resources, folder)
        if _is_plain(self._sanitise, nb):
            return read_again(_preprocessed(self._sanitise, nb, named))
        return parse_notebook(_exported(self._sanitise, nb, named))

    def autograde(
        self, nb: NotebookNode, workspace: Path, resources: Resources, recorder: Recorder, run: Run
    ) -> str:
        """Run the notebook through `run`, let nbgrader score it, and return its final text.

        The scores are left in `recorder`, even when something is raised.
        """
        self._desk.recorder, self._desk.run = recorder, run
        named = _named(resources, workspace)
        if _is_plain(self._autograde, nb):
            return valid_notebook_text(_preprocessed(self._autograde, nb, named))
        return _exported(self._autograde, nb, named)

    @property
    def penalised(self) -> bool:
        """Whether the last notebook came as far as the late penalty, which the writer assigns."""
        return self._desk.penalised

    def _exporter(self, preprocessors: Iterable[Any]) -> Exporter:
        exporter: Exporter = self.converter.exporter_class(
            parent=self.converter, config=self.converter.config
        )
        # nbconvert validates after every preprocessor, or once at the end. Once would let a bad
        # notebook be repaired by later ones, or be scored before it is found to be bad.
        exporter.optimistic_validation = True
        exporter._preprocessors = []
        for place, preprocessor in enumerate(preprocessors):
            found = import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor
            if place == 1 or _scores(found):
                exporter._preprocessors.append(_validated)
            exporter.register_preprocessor(  # type: ignore[no-untyped-call]
                _fed(found, self._desk)
            )
        return exporter


def _named(resources: Resources, folder: Path) -> Resources:
    return {**resources, "metadata": {"name": resources["unique_key"], "path": str(folder)}}


def _is_plain(exporter: Exporter, nb: NotebookNode) -> bool:
    """Return whether all that the exporter adds to its preprocessors is to write the notebook."""
    return type(exporter) is NotebookExporter and exporter.nbformat_version == nb.nbformat == 4


def _exported(exporter: Exporter, nb: NotebookNode, resources: Resources) -> str:
    text = str(exporter.from_notebook_node(nb, resources=resources)[0])
    exporter._nb_metadata.clear()  # nbconvert keeps those of every notebook it has seen
    return text


def _preprocessed(exporter: Exporter, nb: NotebookNode, resources: Resources) -> NotebookNode:
    """Do what ``from_notebook_node`` does, without its copies: nothing else holds `nb`."""
    resources = exporter._init_resources(resources)  # type: ignore[no-untyped-call]
    if "language" in nb.metadata:
        resources["language"] = nb.metadata["language"].lower()
    nb = normalized(nb)
    for preprocessor in exporter._preprocessors:
        nb, resources = preprocessor(nb, resources)
    return _validated(nb, resources)[0]


def _validated(nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
    validate(nb, relax_add_props=True)
    return nb, resources


def _scores(preprocessor: Any) -> bool:
    return isinstance(preprocessor, type) and issubclass(preprocessor, SaveAutoGrades)


class _FedKernelspec:
    desk: Desk

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        kernelspec = json.loads(self.desk.source.find_notebook("", "").kernelspec or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = node(kernelspec)
        return nb, resources


class _FedCells:
    desk: Desk
    add_missing_cells: bool
    add_missing_grade_cells: Callable[..., tuple[NotebookNode, Resources]]
    add_missing_task_cells: Callable[..., tuple[NotebookNode, Resources]]

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.gradebook = self.desk.source
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _CheckedMetadata:
    _validator = QuickMetadataValidator()

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        try:
            self._validator.validate_nb(nb)
        except ValidationError as error:
            raise ValidationError(
                "Notebook failed to validate; the nbgrader metadata may be corrupted."
            ) from error
        return nb, resources


class _FedScores:
    desk: Desk

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.notebook_id = resources["nbgrader"]["notebook"]
        self.assignment_id = resources["nbgrader"]["assignment"]
        self.student_id = resources["nbgrader"]["student"]
        self.gradebook = self.desk.recorder
        return NbGraderPreprocessor.preprocess(self, nb, resources)  # type: ignore[no-any-return]


class _LeftToTheWriter:
    desk: Desk

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        self.desk.penalised = True
        return nb, resources


class _InSandbox:
    desk: Desk

    def preprocess(
        self, nb: NotebookNode, resources: Resources, km: object = None
    ) -> tuple[NotebookNode, Resources]:
        return self.desk.run(nb, self), resources


_REPLACED: tuple[tuple[type, type], ...] = (
    (OverwriteKernelspec, _FedKernelspec),
    (OverwriteCells, _FedCells),
    (CheckCellMetadata, _CheckedMetadata),
    (SaveAutoGrades, _FedScores),
    (AssignLatePenalties, _LeftToTheWriter),
)


def _fed(preprocessor: Any, desk: Desk) -> Any:
    """Return the preprocessor's class with its opening of gradebook or kernel replaced.

    A class of the course's own that overrides the opening itself is left as it is; but nothing
    executes a notebook outside the sandbox.
    """
    if not isinstance(preprocessor, type):
        return preprocessor
    for original, replacement in _REPLACED:
        if issubclass(preprocessor, original) and (
            preprocessor.preprocess is original.preprocess  # type: ignore[attr-defined]
        ):
            return _derived(preprocessor, replacement, desk)
    if issubclass(preprocessor, Execute):
        return _derived(preprocessor, _InSandbox, desk)
    return preprocessor


def _derived(original: type, replacement: type, desk: Desk) -> type:
    return new_class(
        original.__name__, (replacement, original), exec_body=lambda names: names.update(desk=desk)
    )
