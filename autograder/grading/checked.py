"""What a course's own check found about a submission's files, before its notebooks run.

A course may name a function that checks some of the files that learners hand in, such as signed
measurements. It runs here, outside of the sandbox, where no learner's code has a say. Its verdicts
travel with the result; what a test cell stands on and was refused costs that cell its points.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_MOST_SENTENCES = 3


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on a file that was handed in, or should have been.

    Args:
        file: its name, for people.
        accepted: whether it counts.
        word: the verdict in a word, for programs.
        sentence: why it does not count, for the learner; empty if it does.
        cells: the test cells that stand on it.
        handed_in: whether it was handed in at all.
    """

    file: str
    accepted: bool
    word: str
    sentence: str = ""
    cells: tuple[str, ...] = ()
    handed_in: bool = True


@dataclass(frozen=True)
class Refusal:
    """Why a test cell earns nothing.

    Args:
        sentence: for the learner.
        comes_first: whether it goes before what the test itself says; a test that fails on an
            answer says more than that a file is missing.
    """

    sentence: str
    comes_first: bool


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Args:
        verdicts: on each file.
        folder: the folder that was checked, below the submission's; empty for none.
        admitted: the files of that folder that reach the notebooks; no others do.
        variables: added to the environment of the notebooks.
        files: texts that lie beside the notebooks, by name, whatever was handed in under it.
        withheld: files of the assignment that its tests may import and no notebook finds.
        for_tests: variables that tests see, and no notebook does.
    """

    verdicts: tuple[FileVerdict, ...] = ()
    folder: str = ""
    admitted: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    for_tests: Mapping[str, str] = field(default_factory=dict)

    def admits(self, name: PurePosixPath) -> bool:
        """Return whether a file that was handed in, or of the assignment, reaches the notebooks."""
        if str(name) in self.withheld:
            return False
        return not self.folder or name.parts[0] != self.folder or str(name) in self.admitted

    def for_notebooks(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Return what notebooks see: these variables and ours, but for those of the tests."""
        seen = {**variables, **self.variables}
        return {name: value for name, value in seen.items() if name not in self.for_tests}

    @contextmanager
    def beside(self, files: Mapping[PurePosixPath, Path]) -> Iterator[dict[PurePosixPath, Path]]:
        """Yield, while the block runs, what lies beside the notebooks: of these files, and ours."""
        kept = {name: path for name, path in files.items() if self.admits(name)}
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            for number, (name, text) in enumerate(self.files.items()):
                path = Path(folder, str(number))
                path.write_text(text, encoding="utf-8")
                kept[PurePosixPath(name)] = path
            yield kept

    @property
    def refusals(self) -> dict[str, Refusal]:
        """Why test cells earn nothing, by their grade ids."""
        refused: dict[str, list[FileVerdict]] = {}
        for verdict in self.verdicts:
            for cell in () if verdict.accepted else verdict.cells:
                refused.setdefault(cell, []).append(verdict)
        return {
            cell: Refusal(
                " ".join(each.sentence for each in verdicts[:_MOST_SENTENCES]),
                any(each.handed_in for each in verdicts),
            )
            for cell, verdicts in refused.items()
        }


CheckOf = Callable[[str, str, Path], Checked]
"""Checks the submission of a student for an assignment in a folder; what it finds never raises."""


def unchecked(student: str, assignment: str, folder: Path) -> Checked:
    """Check nothing."""
    return Checked()
