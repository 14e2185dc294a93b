"""The process of a long step: ``python -m campus5g.site.teaching.errands <kind> <row>``.

It writes its progress into the row. `campus5g.site.teaching.background` starts it.
"""

import sys
import time
import traceback
from collections.abc import Callable
from itertools import chain, repeat

from sqlalchemy.exc import OperationalError

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import data_folder
from campus5g.site.folders import SiteFolders
from campus5g.site.locks.keeping import keep_what_was_given
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Errand, Grading
from campus5g.site.records.database import Database, is_busy
from campus5g.site.records.texts import storable
from campus5g.site.teaching import courses, grading
from campus5g.site.teaching.background import Row

Does = Callable[[SiteFolders, Database, int], None]

PATIENCE_S = 15 * 60
_PAUSES_S = (0.5, 1.0, 2.0, 5.0, 10.0)

_STEPS: dict[str, Does] = {
    "build": courses.do_build,
    "release": courses.do_release,
    "feedback": grading.do_feedback,
    "grade": grading.do_grade,
}


def main() -> None:
    """Run the step that the command line names."""
    kind, row = sys.argv[1], int(sys.argv[2])
    folders = SiteFolders(data_folder())
    database = Database.of_site(folders.records)
    if keep_what_was_given(database.engine):
        run(folders, database, kind, row)


def run(folders: SiteFolders, database: Database, kind: str, row: int) -> None:
    """Run a step, and record how it ended.

    Args:
        folders: the site's state.
        database: holds the row.
        kind: of the step.
        row: id of its row: a `Grading` for ``grade``, else an `Errand`.
    """
    from autograder.errors import AutograderError

    problem = ""
    try:
        patiently(lambda: _STEPS[kind](folders, database, row))
    except (CampusError, AutograderError) as error:
        problem = f"{error.problem} {error.remedy}"
    except Exception:
        traceback.print_exc()
        problem = t(
            fr="Une erreur imprévue a arrêté ce travail. Relancez-le ; si cela se répète, "
            "prévenez la personne qui gère le site : le journal en dit plus.",
            en="An unexpected error stopped this. Start it again. If it happens again, tell "
            "the person who runs the site: the log has the details.",
        )

    def note_end() -> None:
        with database.session() as records:
            found: Row = (
                records.get_one(Grading, row) if kind == "grade" else records.get_one(Errand, row)
            )
            found.state = "failed" if problem else "done"
            found.problem, found.ended_at = storable(problem), now()

    patiently(note_end)


def patiently(do: Callable[[], None]) -> None:
    """Do something again while the database is locked or away, for a while.

    Args:
        do: what may be done twice.

    Raises:
        OperationalError: the database stayed away, or something else is wrong with it.
    """
    give_up_at = time.monotonic() + PATIENCE_S
    for pause_s in chain(_PAUSES_S, repeat(_PAUSES_S[-1])):
        try:
            do()
            return
        except OperationalError as error:
            if not is_busy(error) or time.monotonic() + pause_s > give_up_at:
                raise
        # Nothing says when another process lets go of a database.
        time.sleep(pause_s)


if __name__ == "__main__":
    main()
