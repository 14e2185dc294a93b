"""A submission that was graded and returned, as nbgrader leaves it."""

import datetime

from nbgrader.api import Gradebook
from sqlalchemy import select

from campus5g.authoring.cohorts.gradebook_file import make_gradebook
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.records.database import Database

COHORT, MODULE, LEARNER = "rolling-mill", "essentials-why-5g", "ada"
PATH = f"results/{COHORT}/{MODULE}"
HANDED_IN = datetime.datetime(2026, 11, 25, 10, 0, tzinfo=datetime.UTC)


def handed_in(
    folders: SiteFolders,
    at: datetime.datetime = HANDED_IN,
    learner: str = LEARNER,
    module: str = MODULE,
) -> None:
    (folders.homes / learner).mkdir(parents=True, exist_ok=True)
    name = f"{learner}+{module}+{at:%Y-%m-%d %H:%M:%S.%f} UTC+Zm9v"
    (folders.exchange / COHORT / "inbound" / name).mkdir(parents=True)


def graded(
    folders: SiteFolders,
    comment: str = "Bien vu.",
    learners: tuple[str, ...] = (LEARNER,),
    module: str = MODULE,
    to_read: bool = True,
) -> None:
    course = folders.cohorts / COHORT
    course.mkdir(parents=True, exist_ok=True)
    file = course / "gradebook.db"
    make_gradebook(file)
    with Gradebook(f"sqlite:///{file}") as gradebook:
        gradebook.add_assignment(module)
        gradebook.add_notebook(module, module)
        for name, points in (("workplace", 4), ("final", 12)):
            gradebook.add_grade_cell(name, module, module, max_score=points, cell_type="code")
            gradebook.add_solution_cell(name, module, module)
        for learner in learners:
            folder = course / "autograded" / learner / module
            folder.mkdir(parents=True)
            (folder / "timestamp.txt").write_text(f"{HANDED_IN:%Y-%m-%d %H:%M:%S.%f} UTC\n")
            gradebook.add_student(learner)
            submission = gradebook.add_submission(
                module, learner, timestamp=HANDED_IN.replace(tzinfo=None)
            )
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    grade.needs_manual_grade = to_read and grade.name == "workplace"
                    grade.auto_score = 9.5 if grade.name == "final" else None
                for each in notebook.comments:
                    each.manual_comment = comment if each.name == "final" else None
        gradebook.db.commit()


def returned(
    folders: SiteFolders, database: Database, page: str = "<p>copie</p>", module: str = MODULE
) -> None:
    folder = folders.cohorts / COHORT / "feedback" / LEARNER / module
    folder.mkdir(parents=True)
    (folder / f"{module}.html").write_text(page, encoding="utf-8")
    with database.session() as records:
        place = records.scalars(
            select(CohortModule).where(
                CohortModule.cohort_id == COHORT, CohortModule.module == module
            )
        ).one()
        place.released_at = place.feedback_at = now()
