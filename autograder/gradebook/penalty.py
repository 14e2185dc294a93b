"""The late penalty, as the course's plugin decides it."""

from types import SimpleNamespace
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.utils.importstring import import_item

from autograder.errors import AutograderError
from autograder.grading import Settings
from autograder.language import t


class Penalty:
    """nbgrader's `AssignLatePenalties`, asked for one notebook at a time."""

    def __init__(self, settings: Settings) -> None:
        converter = settings.converter()
        exporter = converter.exporter_class(parent=converter, config=converter.config)
        listed = (
            import_item(entry) if isinstance(entry, str) else entry
            for entry in converter.autograde_preprocessors
        )
        assigns = next(
            (
                entry
                for entry in listed
                if isinstance(entry, type) and issubclass(entry, AssignLatePenalties)
            ),
            AssignLatePenalties,
        )
        self._assigns: Any = assigns(parent=exporter)

    def of(self, student: str, score: float, seconds_late: float) -> float | None:
        """Return the points to take off, between 0 and `score`, or ``None`` for no penalty.

        Raises `AutograderError` when the course's plugin raises.
        """
        try:
            self._assigns.init_plugin()
            penalty = self._assigns.plugin_inst.late_submission_penalty(
                student, score, seconds_late
            )
            if penalty is None:
                return None
            checked = self._assigns._check_late_penalty(SimpleNamespace(score=score), penalty)
        except Exception as error:
            raise AutograderError(
                t(
                    fr=f"Le calcul des pénalités de retard a échoué : {error!r}.",
                    en=f"The late penalty could not be calculated: {error!r}.",
                ),
                t(
                    fr="Corrigez c.AssignLatePenalties.plugin_class dans la configuration.",
                    en="Fix c.AssignLatePenalties.plugin_class in the configuration.",
                ),
            ) from error
        return float(checked)
