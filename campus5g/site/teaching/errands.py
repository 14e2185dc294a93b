"""The process of a long step: ``python -m campus5g.site.teaching.errands <kind> <row>``.

It writes its progress into the row. `campus5g.site.teaching.background` starts it.
"""

import sys
import traceback
from collections.abc import Callable

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import data_folder
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Errand, Grading
from campus5g.site.records.database import Database
from campus5g.site.teaching import courses, grading
from campus5g.site.teaching.background import Row

Does = Callable[[SiteFolders, Database, int], None]

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
    run(folders, Database.of_site(folders.records), kind, row)


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
        _STEPS[kind](folders, database, row)
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
    with database.session() as records:
        found: Row = (
            records.get_one(Grading, row) if kind == "grade" else records.get_one(Errand, row)
        )
        found.state = "failed" if problem else "done"
        found.problem, found.ended_at = problem, now()


if __name__ == "__main__":
    main()
