"""The source of an assignment: its cells, from the gradebook and the source folder."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Self

from nbgrader.api import Gradebook, MissingEntry

from autograder.errors import AutograderError
from autograder.grading.files import UnfitError, regular_files
from autograder.grading.isolation import placements_of
from autograder.grading.placing.placement import Placement
from autograder.grading.saved_cells import saved_notebook
from autograder.grading.settings import Settings
from autograder.grading.source_cells import MarkedCell, SolutionCell, SourceCell, SourceNotebook
from autograder.language import t


@dataclass(frozen=True)
class Source:
    """An assignment as it was when the grading began: all that a worker needs of it.

    `files` are those which come with the notebooks, by their path relative to `folder`; they
    replace the learner's. Nothing of it is ever sent into a sandbox as a whole.
    """

    assignment: str
    notebooks: tuple[SourceNotebook, ...]
    folder: Path | None = None
    files: tuple[PurePosixPath, ...] = ()

    @classmethod
    def from_gradebook(cls, gradebook: Gradebook, assignment: str, settings: Settings) -> Self:
        """Read the assignment from an open gradebook and its folder, as ``autograde`` would.

        Raises `AutograderError` when the gradebook does not have the assignment.
        """
        converter = settings.converter()
        coursedir = converter.coursedir
        try:
            entry = gradebook.find_assignment(assignment)
        except MissingEntry:
            raise _unknown(assignment, [each.name for each in gradebook.assignments]) from None
        folder = source_folder(converter, assignment)
        release = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
        kept = {PurePosixPath(name) for name in converter.exclude_overwriting.get(assignment, [])}
        return cls(
            assignment=assignment,
            notebooks=tuple(
                _kept_notebook(notebook, (folder, release)) for notebook in entry.notebooks
            ),
            folder=folder.resolve(),
            files=tuple(name for name in _files(folder, coursedir.ignore) if name not in kept),
        )

    @classmethod
    def from_folder(cls, folder: Path, settings: Settings | None = None) -> Self:
        """Read an assignment from its source notebooks only, without a gradebook.

        The cells are what ``nbgrader generate_assignment`` would save of them. Raises
        `AutograderError` when the folder has no notebook or nbgrader refuses one.
        """
        settings = settings or Settings()
        found = sorted(folder.glob("*.ipynb"))
        if not found:
            raise _unknown(str(folder))
        return cls(
            assignment=folder.name,
            notebooks=tuple(saved_notebook(path, folder.name, settings) for path in found),
            folder=folder.resolve(),
            files=_files(folder, settings.converter().coursedir.ignore),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            **asdict(self),
            "folder": None if self.folder is None else str(self.folder),
            "files": [str(name) for name in self.files],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the source that `to_json` described."""
        return cls(
            assignment=data["assignment"],
            notebooks=tuple(_notebook(notebook) for notebook in data["notebooks"]),
            folder=None if data["folder"] is None else Path(data["folder"]),
            files=tuple(PurePosixPath(name) for name in data["files"]),
        )


def source_folder(converter: Any, assignment: str) -> Path:
    """Return where the author's notebooks of an assignment lie."""
    coursedir = converter.coursedir
    return Path(coursedir.format_path(coursedir.source_directory, ".", assignment))


def _files(folder: Path, ignore: Sequence[str]) -> tuple[PurePosixPath, ...]:
    try:
        return tuple(regular_files(folder, [*ignore, "*.ipynb"]))
    except UnfitError as error:
        raise AutograderError(
            t(
                fr=f"Le dossier {folder} contient trop de fichiers ou de dossiers emboîtés.",
                en=f"The folder {folder} has too many files, or folders nested too deep.",
            ),
            t(
                fr="Ôtez-en ce dont les notebooks n’ont pas besoin.",
                en="Remove what the notebooks do not need.",
            ),
        ) from error


def _notebook(data: dict[str, Any]) -> SourceNotebook:
    marked = ("grade_cells", "task_cells")
    return SourceNotebook(
        name=data["name"],
        kernelspec=data["kernelspec"],
        source_cells=tuple(SourceCell(**cell) for cell in data["source_cells"]),
        solution_cells=tuple(SolutionCell(**cell) for cell in data["solution_cells"]),
        placements={name: Placement.from_json(each) for name, each in data["placements"].items()},
        tried=data["tried"],
        **{kind: tuple(MarkedCell(**cell) for cell in data[kind]) for kind in marked},
    )


def _kept_notebook(notebook: Any, folders: Sequence[Path]) -> SourceNotebook:
    """Return a notebook as the gradebook has it."""
    source_cells = tuple(
        SourceCell(cell.name, cell.cell_type, cell.locked, cell.source, cell.checksum)
        for cell in notebook.source_cells
    )
    return SourceNotebook(
        name=notebook.name,
        kernelspec=notebook.kernelspec,
        source_cells=source_cells,
        grade_cells=tuple(_marked(notebook.grade_cells)),
        solution_cells=tuple(SolutionCell(cell.name) for cell in notebook.solution_cells),
        task_cells=tuple(_marked(notebook.task_cells)),
        placements=placements_of(notebook.name, folders, source_cells),
    )


def _marked(cells: list[Any]) -> Iterator[MarkedCell]:
    return (MarkedCell(cell.name, float(cell.max_score), cell.cell_type) for cell in cells)


def _unknown(assignment: str, known: Sequence[str] = ()) -> AutograderError:
    listed = ", ".join(known)
    remedy = t(
        fr="Lancez d’abord « nbgrader generate_assignment ».",
        en="Run `nbgrader generate_assignment` first.",
    )
    others = t(fr=f"Il contient : {listed}. ", en=f"It has: {listed}. ") if known else ""
    return AutograderError(
        t(
            fr=f"Le devoir « {assignment} » est inconnu du cahier de notes.",
            en=f"The gradebook does not have the assignment “{assignment}”.",
        ),
        others + remedy,
    )
