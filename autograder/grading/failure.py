"""Why a submission could not be graded: a status and a sentence for the trainer."""

import json
from dataclasses import dataclass

from nbformat.reader import NotJSONError
from nbformat.validator import NotebookValidationError
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError, ValidationError

from autograder.language import t
from autograder.status import Status


class TooLargeError(Exception):
    """A submission or a notebook that is larger than the limits allow."""

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{size_bytes} > {limit_bytes}")
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


class LeadsOutError(Exception):
    """A link that leads out of the submission."""


@dataclass(frozen=True)
class Failure:
    """A status and a sentence."""

    status: Status
    sentence: str


def failure_of(error: BaseException) -> Failure:
    """Return what was wrong with a submitted file, in one sentence."""
    return Failure(Status.MALFORMED, _sentence(error))


def _sentence(error: BaseException) -> str:
    match error:
        case SchemaTooOldError():
            return t(
                fr="Ses métadonnées nbgrader sont d’un ancien format : lancez « nbgrader update ».",
                en="Its nbgrader metadata has an old format: run `nbgrader update` on it.",
            )
        case SchemaTooNewError():
            return t(
                fr="Ses métadonnées nbgrader sont d’un format plus récent que cette installation.",
                en="Its nbgrader metadata has a newer format than this installation.",
            )
        case ValidationError() | NotebookValidationError():
            return t(
                fr="Ses cellules ne suivent plus le format de nbgrader : identifiant manquant, "
                "en double, ou cellule changée de type.",
                en="Its cells no longer follow nbgrader's format: an id is missing or repeated, or "
                "a cell has changed its type.",
            )
        case MissingEntry():
            return t(
                fr=f"Une cellule se dit notée et ne l’est pas dans le devoir : {error}.",
                en=f"A cell claims points that the assignment does not give it: {error}.",
            )
        case NotJSONError() | json.JSONDecodeError() | UnicodeDecodeError() | RecursionError():
            return Status.MALFORMED.for_trainer()
        case TooLargeError():
            size, limit = error.size_bytes // 2**20, error.limit_bytes // 2**20
            return t(
                fr=f"Le rendu pèse {size} Mio ; la limite est de {limit} Mio.",
                en=f"The submission is {size} MiB; the limit is {limit} MiB.",
            )
        case LeadsOutError():
            return t(
                fr="Le notebook est un lien qui mène hors du rendu.",
                en="The notebook is a link that points outside the submission.",
            )
        case OSError():
            return t(
                fr=f"Le fichier ne peut pas être lu : {error.strerror}.",
                en=f"The file cannot be read: {error.strerror}.",
            )
        case ValueError() if "partial credit" in str(error):
            return t(
                fr="Un test a rendu plus de points que son maximum : relisez le test.",
                en="A test returned more points than its maximum: check the test.",
            )
        case _:
            return t(
                fr=f"nbgrader n’a pas pu le noter : {type(error).__name__} : {error}",
                en=f"nbgrader could not grade it: {type(error).__name__}: {error}",
            )
