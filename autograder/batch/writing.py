"""Explains what goes wrong between the grader and the disk."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError
from autograder.language import t

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def exclusive_lock(root: Path, assignment: str) -> Iterator[None]:
    """Keep other graders from writing to this assignment.

    The kernel releases the lock when the grader ends, however it ends. Raises
    `AutograderError` when another is running, or when the folder can't be written to.
    """
    with ExitStack() as stack:
        try:
            place = stack.enter_context((root / f".autograder-{assignment}.lock").open("w"))
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if not isinstance(error, BlockingIOError):
                raise _not_writable(root, error) from error
            raise AutograderError(
                t(
                    fr=f"Le devoir « {assignment} » est déjà en cours de correction.",
                    en=f"The assignment “{assignment}” is already being graded.",
                ),
                t(
                    fr="Attendez la fin de cette correction, puis relancez la commande.",
                    en="Wait until it finishes, then run the command again.",
                ),
            ) from None
        yield


def _not_writable(root: Path, error: OSError) -> AutograderError:
    return AutograderError(
        t(
            fr=f"Rien ne peut être écrit dans {root} : {error.strerror}.",
            en=f"Nothing can be written to {root}: {error.strerror}.",
        ),
        t(
            fr="Corrigez avec le compte à qui appartient le cours.",
            en="Run the grader with the account that owns the course.",
        ),
    )


@contextmanager
def writing(student: str) -> Iterator[None]:
    """Raise `AutograderError` with the reason why a result could not be written."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        if (isinstance(error, OSError) and error.errno in _FULL) or "is full" in str(error):
            raise AutograderError(
                t(
                    fr="Le disque est plein : la correction s’arrête là, ce qui est noté reste.",
                    en="The disk is full. Grading stops here; finished grades are kept.",
                ),
                t(
                    fr="Faites de la place, puis relancez la même commande.",
                    en="Free some space, then run the same command again.",
                ),
            ) from error
        reason = error.strerror if isinstance(error, OSError) else getattr(error, "orig", error)
        raise AutograderError(
            t(
                fr=f"Le résultat de « {student} » n’a pas pu être écrit : {reason}.",
                en=f"The result of “{student}” could not be written: {reason}.",
            ),
            t(
                fr="Vérifiez les droits sur autograded/ et que rien d’autre n’occupe le cahier de "
                "notes, puis relancez la même commande.",
                en="Check the permissions of autograded/ and that nothing else holds the "
                "gradebook, then run the same command again.",
            ),
        ) from error
