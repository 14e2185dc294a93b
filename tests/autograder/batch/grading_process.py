"""Grades a course in a separate process, and reports every submission as it ends.

``python grading_process.py COURSE ASSIGNMENT WORKERS``
"""

import sys
from pathlib import Path

from autograder.batch import SubmissionOutcome, grade_assignment
from autograder.batch.outcome import Event
from autograder.errors import AutograderError
from autograder.grading import Settings

STARTED = "started"


def _tell(event: Event) -> None:
    if isinstance(event, SubmissionOutcome):
        print(event.student, event.status, flush=True)


if __name__ == "__main__":
    print(STARTED, flush=True)
    try:
        grade_assignment(
            sys.argv[2], Settings(Path(sys.argv[1])), workers=int(sys.argv[3]), on_event=_tell
        )
    except AutograderError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
