"""The errors between a notebook and its kit."""

from pathlib import Path

from campus5g.errors import CampusError
from campus5g.language import t


class KitError(CampusError):
    """A kit does not answer, refuses, or does not have what is asked for."""


class KitRefusedError(KitError):
    """A kit's gateway answers with a refusal, in its own words.

    Args:
        status: the HTTP status.
    """

    def __init__(self, status: int, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.status = status


def not_written(file: Path, error: OSError) -> KitError:
    """Return the error for a file beside the notebook that can't be written."""
    return KitError(
        t(
            fr=f"{file} ne peut pas être écrit ({error.strerror}).",
            en=f"{file} can't be written ({error.strerror}).",
        ),
        t(fr="Vérifiez le dossier du notebook.", en="Check the notebook's folder."),
    )
