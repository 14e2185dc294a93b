"""The course's own nbgrader configuration, as the graders of a class share it."""

import contextlib
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.errors import AutograderError
from autograder.language import t
from autograder.limits import Limits


@dataclass(frozen=True)
class Settings:
    """How a class is graded; small enough to be sent to every worker.

    `folder` is where ``nbgrader autograde`` would be called: its configuration files, those of
    Jupyter and those of the course folder count, in nbgrader's own order; ``None`` for nbgrader's
    defaults alone. `arguments` are options of ``nbgrader autograde`` (``--no-execute``,
    ``--CourseDirectory.root=…``). `limits` bound a notebook in its sandbox; the time limit of a
    cell is that of ``c.Execute.timeout``. `config` is the configuration itself, for a worker that
    does not have its files; none is read then.
    """

    folder: Path | None = None
    arguments: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    config: Config | None = None

    def converter(self) -> Any:
        """Return nbgrader's own `Autograde`, configured as the command would be.

        Raises `AutograderError` when nbgrader refuses the configuration.
        """
        from nbgrader.apps import AutogradeApp
        from nbgrader.converters import Autograde

        class CourseApp(AutogradeApp):  # type: ignore[misc]
            """The command without output: its messages go to the report."""

            def _log_default(self) -> logging.Logger:
                log = logging.getLogger("autograder.nbgrader")
                log.propagate = False
                log.addHandler(logging.NullHandler())
                log.setLevel(logging.WARNING)
                return log

            def load_config_file(self, **options: Any) -> None:
                if configured:
                    super().load_config_file(**options)

        configured = self.folder is not None and self.config is None
        app = CourseApp() if self.config is None else CourseApp(config=self.config.copy())
        try:
            with contextlib.chdir(self.folder if self.folder and configured else "/"):
                app.initialize(list(self.arguments))
        except SystemExit as refusal:
            raise AutograderError(
                t(
                    fr="nbgrader refuse la configuration de ce cours.",
                    en="nbgrader refuses the configuration of this course.",
                ),
                t(
                    fr="Lancez « nbgrader autograde --show-config » dans le dossier du cours.",
                    en="Run `nbgrader autograde --show-config` in the course folder.",
                ),
            ) from refusal
        return Autograde(coursedir=app.coursedir, parent=app)
