"""Errors that a person can fix."""

from collections.abc import Iterable

from campus5g.language import t


class CampusError(Exception):
    """An error with one clear sentence about the problem, and the remedy.

    The command prints it on one line and the notebook shows it without a
    traceback; any other exception is a defect.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        return [self.problem, f"→ {self.remedy}"]


def choose_from(names: Iterable[str]) -> str:
    """Return the remedy for a name that is not one of these."""
    listed = ", ".join(names)
    return t(fr=f"Choisissez parmi : {listed}.", en=f"Choose from: {listed}.")
