"""The sandbox settings of a course in nbgrader's configuration: ``c.Sandbox.…``."""

from collections.abc import Mapping
from pathlib import Path

from traitlets import Dict, Enum, Float, Integer, List, Unicode
from traitlets.config import LoggingConfigurable
from traitlets.utils.importstring import import_item

from autograder.grading.checked import Checked, unchecked
from autograder.grading.imports import imported_modules
from autograder.limits import MEBIBYTE, Limits
from autograder.sandbox import Environment, Level, best_level

_DEFAULTS = Limits()


class Sandbox(LoggingConfigurable):
    """The walls around a notebook, and what stands within them."""

    level = Enum(
        [each.value for each in Level],
        allow_none=True,
        default_value=None,
        help="namespaces, landlock or unsafe; the best that this machine allows if not given.",
    ).tag(config=True)
    preload = List(
        Unicode(),
        help="Modules that are imported once, besides those which the source notebooks import.",
    ).tag(config=True)
    readable = List(
        Unicode(), help="Files and folders that notebooks may read besides their own."
    ).tag(config=True)
    variables = Dict(
        key_trait=Unicode(),
        value_trait=Unicode(),
        help="Environment variables that notebooks see, besides the few that always stand.",
    ).tag(config=True)
    submission_variables = Unicode(
        help="Name of a function of course, student and assignment: it returns the environment "
        "variables that this submission's notebooks see besides."
    ).tag(config=True)
    file_check = Unicode(
        help="Name of a function of course, student, assignment and folder: it checks files of "
        "this submission outside of the sandbox, before its notebooks run, and returns an "
        "autograder.grading.Checked."
    ).tag(config=True)

    memory_mib = Integer(_DEFAULTS.memory_bytes // MEBIBYTE, help="Memory of a notebook.").tag(
        config=True
    )
    workspace_mib = Integer(
        _DEFAULTS.workspace_bytes // MEBIBYTE, help="All files of a notebook together."
    ).tag(config=True)
    file_mib = Integer(_DEFAULTS.file_bytes // MEBIBYTE, help="One file of a notebook.").tag(
        config=True
    )
    output_mib = Integer(
        _DEFAULTS.output_bytes // MEBIBYTE, help="What all cells of a notebook may print."
    ).tag(config=True)
    processes = Integer(_DEFAULTS.processes, help="Processes and threads of a notebook.").tag(
        config=True
    )
    cpu_s = Integer(_DEFAULTS.cpu_s, help="Processor time of a notebook, in seconds.").tag(
        config=True
    )
    notebook_s = Float(_DEFAULTS.notebook_s, help="Time of a notebook, in seconds.").tag(
        config=True
    )

    def chosen_level(self) -> Level:
        """Return the level that is configured, else the best of this machine.

        Raises:
            NoSandboxError: this machine allows none.
        """
        return Level(self.level) if self.level else best_level()

    def environment(self, source: Path | None = None) -> Environment:
        """Return what notebooks need, with what those in the folder `source` import."""
        imported = () if source is None else imported_modules(source)
        return Environment(
            preload=tuple(dict.fromkeys((*self.preload, *imported))),
            variables=dict(self.variables),
            readable=tuple(Path(each) for each in self.readable),
        )

    def variables_of(self, course: str, student: str, assignment: str) -> Mapping[str, str]:
        """Return what the notebooks of one submission see besides `variables`.

        Args:
            course: nbgrader's ``course_id``.
            student: nbgrader's ``student_id``.
            assignment: its name.
        """
        if not self.submission_variables:
            return {}
        variables: Mapping[str, str] = import_item(self.submission_variables)(
            course, student, assignment
        )
        return variables

    def check_of(self, course: str, student: str, assignment: str, folder: Path) -> Checked:
        """Return what the course's own check finds about the files of one submission.

        Args:
            course: nbgrader's ``course_id``.
            student: nbgrader's ``student_id``.
            assignment: its name.
            folder: where the submission lies.
        """
        if not self.file_check:
            return unchecked(student, assignment, folder)
        checked: Checked = import_item(self.file_check)(course, student, assignment, folder)
        return checked

    def limits(self, cell_s: float | None = _DEFAULTS.cell_s) -> Limits:
        """Return the ceilings of a notebook, with nbgrader's time limit of a cell."""
        return Limits(
            memory_bytes=self.memory_mib * MEBIBYTE,
            cpu_s=self.cpu_s,
            processes=self.processes,
            file_bytes=self.file_mib * MEBIBYTE,
            workspace_bytes=self.workspace_mib * MEBIBYTE,
            output_bytes=self.output_mib * MEBIBYTE,
            cell_s=cell_s,
            notebook_s=self.notebook_s,
        )
