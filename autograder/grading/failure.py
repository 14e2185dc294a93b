"""Why a submission could not be graded: a status and a sentence for the trainer."""

import json
from dataclasses import dataclass

from nbformat.reader import NotJSONError
from nbformat.validator import NotebookValidationError
from nbgrader.api import MissingEntry
from nbgrader.nbgraderformat import SchemaTooNewError, SchemaTooOldError, ValidationError

from autograder.grading.files import (
    DEEPEST,
    MOST,
    LeadsOutError,
    NotAFileError,
    TooDeepError,
    TooLargeError,
    TooManyError,
)
from autograder.grading.notebook_text import MOST_CELLS, TooManyCellsError
from autograder.language import t
from autograder.running.json_nodes import TooManyNodesError
from autograder.sandbox import WallError, WorkspaceError
from autograder.status import Status


class RepeatedIdsError(Exception):
    """Cells of one notebook that nbgrader cannot tell apart."""


@dataclass(frozen=True)
class Failure:
    """A status and a sentence."""

    status: Status
    sentence: str


def failure_of(error: BaseException) -> Failure:
    """Return what was wrong with a submitted file, in one sentence."""
    if isinstance(error, WallError):
        return Failure(Status.NOT_GRADED, str(error))
    return Failure(Status.MALFORMED, _sentence(error))


def _sentence(error: BaseException) -> str:
    match error:
        case RepeatedIdsError():
            return t(
                fr=f"Des cellules portent le même identifiant ({error}) : une cellule notée a été "
                "copiée. Faites supprimer la copie.",
                en=f"Several cells have the same id ({error}): a graded cell was copied. Have the "
                "copy deleted.",
            )
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
        case NotAFileError():
            return t(
                fr="Le notebook ne peut pas être lu : ce n’est pas un fichier.",
                en="The notebook cannot be read: it is not a file.",
            )
        case TooDeepError():
            return t(
                fr=f"Le rendu emboîte plus de {DEEPEST} dossiers : faites-le rendre sans eux.",
                en=f"The submission nests more than {DEEPEST} folders: have it handed in without "
                "them.",
            )
        case TooManyError():
            return t(
                fr=f"Le rendu contient plus de {MOST} fichiers : faites-le rendre sans eux.",
                en=f"The submission has more than {MOST} files: have it handed in without them.",
            )
        case TooManyCellsError():
            return t(
                fr=f"Le notebook a plus de {MOST_CELLS} cellules : faites-le rendre sans celles "
                "qui ne servent pas.",
                en=f"The notebook has more than {MOST_CELLS} cells: have it handed in without "
                "those that serve no purpose.",
            )
        case TooManyNodesError() | MemoryError():
            return t(
                fr="Le notebook contient tant de valeurs que le lire épuiserait la mémoire.",
                en="The notebook holds so many values that reading it would exhaust the memory.",
            )
        case WorkspaceError():
            return str(error)
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
