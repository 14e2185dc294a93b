"""What ``nbgrader generate_assignment`` would save of a source notebook, without a gradebook."""

import json
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.grading.isolation import placements_of
from autograder.grading.settings import Settings
from autograder.grading.source_cells import MarkedCell, SolutionCell, SourceCell, SourceNotebook
from autograder.language import t


def saved_notebook(path: Path, assignment: str, settings: Settings) -> SourceNotebook:
    """Return the notebook as the gradebook would keep it.

    Raises `AutograderError` when nbgrader refuses it.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import SaveCells

    class KeepCells(SaveCells):  # type: ignore[misc]
        """`SaveCells` that keeps what it would write."""

        def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
            self.notebook_id = resources["nbgrader"]["notebook"]
            self.assignment_id = resources["nbgrader"]["assignment"]
            self.gradebook = _NothingSaved()
            self.new_grade_cells: dict[str, Any] = {}
            self.new_solution_cells: dict[str, Any] = {}
            self.new_task_cells: dict[str, Any] = {}
            self.new_source_cells: dict[str, Any] = {}
            found.append(self)
            kernelspecs.append(json.dumps(nb.metadata.get("kernelspec", {})))
            return super(SaveCells, self).preprocess(nb, resources)  # type: ignore[no-any-return]

    found: list[KeepCells] = []
    kernelspecs: list[str] = []
    converter = settings.converter()
    generate = GenerateAssignment(coursedir=converter.coursedir, parent=converter.parent)
    exporter = generate.exporter_class(parent=generate, config=generate.config)
    for preprocessor in generate.preprocessors:
        saves = isinstance(preprocessor, type) and issubclass(preprocessor, SaveCells)
        exporter.register_preprocessor(KeepCells if saves else preprocessor)
        if saves:
            break
    names = {"student": ".", "assignment": assignment, "notebook": path.stem, "db_url": ""}
    try:
        exporter.from_filename(str(path), resources={"nbgrader": names})
    except Exception as refusal:
        raise AutograderError(
            t(
                fr=f"nbgrader refuse le notebook source {path.name} : {refusal}",
                en=f"nbgrader refuses the source notebook {path.name}: {refusal}",
            ),
            t(
                fr="Corrigez ses cellules dans « Create Assignment » de JupyterLab.",
                en="Fix its cells in JupyterLab's “Create Assignment”.",
            ),
        ) from refusal
    if not found:
        raise AutograderError(
            t(
                fr="La configuration du cours n’enregistre aucune cellule (SaveCells).",
                en="The course's configuration saves no cells (SaveCells).",
            ),
            t(
                fr="Remettez SaveCells dans c.GenerateAssignment.preprocessors.",
                en="Put SaveCells back into c.GenerateAssignment.preprocessors.",
            ),
        )
    return _as_source(path, kernelspecs[-1], found[-1])


def _as_source(path: Path, kernelspec: str, saved: Any) -> SourceNotebook:
    source_cells = tuple(
        SourceCell(cell, info["cell_type"], info["locked"], info["source"], info["checksum"])
        for cell, info in saved.new_source_cells.items()
    )
    return SourceNotebook(
        name=path.stem,
        kernelspec=kernelspec,
        source_cells=source_cells,
        grade_cells=tuple(
            MarkedCell(cell, info["max_score"], info["cell_type"])
            for cell, info in saved.new_grade_cells.items()
        ),
        solution_cells=tuple(SolutionCell(cell) for cell in saved.new_solution_cells),
        task_cells=tuple(
            MarkedCell(cell, info["max_score"], info["cell_type"])
            for cell, info in saved.new_task_cells.items()
        ),
        placements=placements_of(path.stem, (path.parent,), source_cells),
    )


class _NothingSaved:
    """A gradebook without any cells yet."""

    def __getattr__(self, name: str) -> Any:
        from nbgrader.api import MissingEntry

        def missing(*names: str) -> Any:
            raise MissingEntry(" ".join((name, *names)))

        return missing
