"""Attempts at a final that count as they were handed in, since their correction may be read.

The first version of an ended attempt that the site takes in is kept beside the cohort's
submissions, where learners can't write, before anybody reads its correction. It is put into
whatever is handed in later: neither a changed file nor a broken one gives an attempt back.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from campus5g.authoring.cohorts.plain_files import opened
from campus5g.courseware.quiz.answers import ANSWERS_FILE, Answers, Attempt
from campus5g.courseware.quiz.points import recorded_answers
from campus5g.site.learning.submission_times import time_in_name, time_of
from campus5g.whole_file import replace, turn

CLOSED_ATTEMPTS = "closed-attempts"
"""The folder beside a cohort's submissions."""

_log = logging.getLogger(__name__)


def close_attempts(course: Path, module: str, learner: str, answers: Answers) -> Answers:
    """Keep the ended attempts of a hand-in; return it with those that were kept before.

    Args:
        course: the cohort's folder.
        module: the module's id.
        learner: the account's name.
        answers: what was handed in.

    Raises:
        OSError: they can't be kept.
    """
    kept = course / CLOSED_ATTEMPTS / learner / module
    kept.mkdir(parents=True, exist_ok=True)
    with turn(kept):
        graded = course / "autograded" / learner / module
        before = _ended_in(kept)
        closed = ended(answers) | _ended_in(graded) | before
        if closed != before:
            record = answers.model_copy(update={"tries": {}, "attempts": _in_order(closed)})
            replace(kept / ANSWERS_FILE, record.model_dump_json(indent=2) + "\n")
    attempts = {each.number: each for each in answers.attempts} | closed
    return answers.model_copy(update={"attempts": _in_order(attempts)})


def close_collected(course: Path, module: str) -> None:
    """Close the ended attempts of all collected submissions of a module, before they are graded."""
    for submitted in course.glob(f"submitted/*/{module}"):
        learner = submitted.parent.name
        answers = recorded_answers(submitted)
        if answers is None:
            # Grading replaces what was graded: what was ended of it is kept even so.
            graded = recorded_answers(course / "autograded" / learner / module)
            if graded is not None:
                close_attempts(course, module, learner, graded)
            continue
        closed = close_attempts(course, module, learner, answers)
        if closed != answers:
            replace(submitted / ANSWERS_FILE, closed.model_dump_json(indent=2) + "\n")


def closed_answers(
    course: Path, module: str, learner: str, newest: Path | None, attempts: int
) -> Answers | None:
    """Return the answers whose correction may be read; None where there are none.

    These are the answers that were graded or, where more was handed in since and no attempt is
    left in it, those that were handed in. If these can't be kept, they could still be changed.

    Args:
        course: the cohort's folder.
        module: the module's id.
        learner: the account's name.
        newest: the learner's newest hand-in in the exchange, if any.
        attempts: how many the final has.
    """
    graded = course / "autograded" / learner / module
    if newest is not None and time_in_name(newest) != time_of(graded):
        answers = _handed_in(newest)
        if answers and ended(answers).keys() >= set(range(1, attempts + 1)):
            try:
                return close_attempts(course, module, learner, answers)
            except OSError as error:
                _log.warning("The attempts of %s at %s can't be kept: %s", learner, module, error)
                return None
    return recorded_answers(graded)


def ended(answers: Answers) -> dict[int, Attempt]:
    """Return the attempts that their learner ended, by number."""
    return {each.number: each for each in answers.attempts if each.handed_in is not None}


def _ended_in(folder: Path) -> dict[int, Attempt]:
    answers = recorded_answers(folder)
    return ended(answers) if answers else {}


def _in_order(attempts: Mapping[int, Attempt]) -> list[Attempt]:
    return [attempts[number] for number in sorted(attempts)]


def _handed_in(folder: Path) -> Answers | None:
    """Return the answers in a hand-in, which may lie in a folder that its learner can change."""
    try:
        here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        file = opened(ANSWERS_FILE, here, os.fstat(here).st_uid)
        if file is None:
            return None
        with file:
            return Answers.model_validate_json(file.read())
    except (OSError, ValidationError):
        return None
    finally:
        os.close(here)
