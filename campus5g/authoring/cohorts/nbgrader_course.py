"""An nbgrader course driven in process: each step of nbgrader as one call."""

import os
import sysconfig
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.authoring.cohorts.exchange import use_exchange
from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.authoring.cohorts.sandbox import confine
from campus5g.authoring.cohorts.stubs import CODE_STUBS, TEXT_STUBS
from campus5g.courseware.editions import EDITIONS
from campus5g.errors import CampusError
from campus5g.language import Language, t

CONFIG_FILE = "nbgrader_config.py"

# A name, so that nbgrader loads the class only when needed.
RELEASE_EDITION = "campus5g.authoring.cohorts.editions.exchanging.ReleaseEdition"

Settings = Mapping[str, Mapping[str, Any]]
"""Of nbgrader, by class, for one step."""

# nbgrader changes the working directory of the process while it converts.
_one_at_a_time = threading.Lock()


class GradingError(CampusError):
    """A step that nbgrader refused."""


@dataclass(frozen=True)
class NbGraderCourse:
    """A course folder and the exchange that its assignments pass through.

    The folder holds ``nbgrader_config.py``, ``source/`` and what nbgrader adds. Steps run
    one at a time in a process. Each raises `GradingError` when nbgrader refuses. Where the folder
    of the learners' homes is given, only the owner of a home hands in for its learner.
    """

    folder: Path
    exchange: Path
    homes: Path | None = None

    def generate_assignment(self, assignment: str) -> None:
        """Generate the learner's version of an assignment; an existing one is replaced."""
        self._run(
            lambda api: api.generate_assignment(assignment),
            t(fr=f"préparer {assignment}", en=f"generate {assignment}"),
        )

    def release_assignment(self, assignment: str) -> None:
        """Put the learner's version into the exchange, in place of an older one."""
        self._run(
            lambda api: api.release_assignment(assignment),
            t(fr=f"distribuer {assignment}", en=f"release {assignment}"),
        )

    def generate_edition(self, assignment: str, language: Language) -> Path:
        """Generate the learner's version in another language; return its folder.

        The gradebook is not concerned: it has the cells of all languages.
        """
        editions = f"{EDITIONS}/{language}"
        settings: Settings = {
            "CourseDirectory": {"release_directory": editions},
            "GenerateAssignment": {"no_database": True},
            "SaveCells": {"enabled": False},
            "KeepLanguage": {"language": language},
            "ClearSolutions": {
                "code_stub": {"python": CODE_STUBS[language]},
                "text_stub": TEXT_STUBS[language],
            },
        }
        self._run(
            lambda api: api.generate_assignment(assignment),
            t(fr=f"préparer {assignment}", en=f"generate {assignment}"),
            settings,
        )
        return self.folder / editions / assignment

    def release_edition(self, assignment: str, language: Language) -> None:
        """Put a generated edition into the exchange, in place of an older one."""
        settings: Settings = {
            "CourseDirectory": {"release_directory": f"{EDITIONS}/{language}"},
            "ExchangeFactory": {"release_assignment": RELEASE_EDITION},
            "ReleaseEdition": {"language": language},
        }
        self._run(
            lambda api: api.release_assignment(assignment),
            t(fr=f"distribuer {assignment}", en=f"release {assignment}"),
            settings,
        )

    def collect(self, assignment: str) -> None:
        """Take what learners submitted out of the exchange; newer submissions replace older."""
        self._run(
            lambda api: api.collect(assignment),
            t(fr=f"collecter {assignment}", en=f"collect {assignment}"),
        )

    def autograde(self, assignment: str, learner: str) -> None:
        """Run and grade one submission, again if it was graded before."""
        self._run(
            lambda api: api.autograde(assignment, learner),
            t(fr=f"corriger {assignment} de {learner}", en=f"grade {assignment} of {learner}"),
        )

    def generate_feedback(self, assignment: str, *, without_unread: bool = False) -> None:
        """Write the feedback pages of all graded submissions.

        Args:
            assignment: of which.
            without_unread: whether their totals leave out answers that nobody has read.
        """
        self._run(
            lambda api: api.generate_feedback(assignment),
            t(fr=f"écrire les retours de {assignment}", en=f"write the feedback of {assignment}"),
            {"GradedCopy": {"without_unread": without_unread}},
        )

    def release_feedback(self, assignment: str) -> None:
        """Put the feedback pages into the exchange."""
        self._run(
            lambda api: api.release_feedback(assignment),
            t(
                fr=f"publier les retours de {assignment}",
                en=f"release the feedback of {assignment}",
            ),
        )

    def enrol(self, learners: Mapping[str, tuple[str, str]]) -> None:
        """Write learners into the gradebook: first and last name by account.

        A learner without names appears in the gradebook as “None, None”.
        """
        with self._api() as api, api.gradebook as gradebook:
            for account, (first_name, last_name) in learners.items():
                gradebook.update_or_create_student(
                    account, first_name=first_name, last_name=last_name
                )

    def submitted(self, assignment: str) -> list[str]:
        """Return the learners whose submissions were collected, sorted."""
        with self._api() as api:
            return sorted(api.get_submitted_students(assignment))

    def feedback_pages(self, assignment: str, learner: str) -> list[Path]:
        """Return the feedback pages of a submission."""
        return sorted((self.folder / "feedback" / learner / assignment).glob("*.html"))

    def automatic_scores(self, assignment: str, learner: str) -> dict[str, float | None]:
        """Return a submission's automatic scores by grade id; None where a trainer must read.

        Raises:
            GradingError: nothing of this learner was graded.
        """
        from nbgrader.api import MissingEntry

        with self._api() as api, api.gradebook as gradebook:
            try:
                submission = gradebook.find_submission(assignment, learner)
            except MissingEntry as error:
                raise GradingError(
                    t(
                        fr=f"Le carnet de notes n’a pas de copie de {learner} pour {assignment}.",
                        en=f"The gradebook has no submission of {learner} for {assignment}.",
                    ),
                    t(
                        fr="Collectez-la et corrigez-la d’abord.",
                        en="Collect and grade it first.",
                    ),
                ) from error
            return {
                grade.cell.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    @contextmanager
    def _api(self, settings: Settings | None = None) -> Iterator[Any]:
        from nbgrader.apps.api import NbGraderAPI
        from sqlalchemy.exc import SAWarning
        from traitlets.config.loader import PyFileConfigLoader

        with _one_at_a_time, warnings.catch_warnings():
            # nbgrader's use of its database causes warnings that do not help graders.
            warnings.simplefilter("ignore", SAWarning)
            _put_programs_on_path()
            self.exchange.mkdir(parents=True, exist_ok=True)
            config = PyFileConfigLoader(CONFIG_FILE, path=str(self.folder)).load_config()
            folder = self.folder.resolve()
            config.CourseDirectory.root = str(folder)
            if "db_url" not in config.CourseDirectory:
                config.CourseDirectory.db_url = gradebook_of(folder).address
            use_exchange(config, self.exchange.resolve(), self.homes)
            config.ExchangeReleaseAssignment.force = True
            confine(config)
            # Other users of this host must not read what a kernel sends.
            config.KernelManager.transport_encryption = "auto"
            for section, values in (settings or {}).items():
                config[section].update(values)
            api = NbGraderAPI(config=config)
            gradebook_of(folder).make()
            yield api

    def _run(
        self,
        step: Callable[[Any], dict[str, Any]],
        action: str,
        settings: Settings | None = None,
    ) -> None:
        with self._api(settings) as api:
            result = step(api)
        if not result["success"]:
            raise GradingError(
                t(
                    fr=f"nbgrader n’a pas pu {action} : {_reason(result)}",
                    en=f"nbgrader could not {action}: {_reason(result)}",
                ),
                t(
                    fr="Corrigez, puis réessayez. La documentation de nbgrader explique ce texte.",
                    en="Fix it and try again. The documentation of nbgrader explains the message.",
                ),
            )


def _put_programs_on_path() -> None:
    """Let nbgrader find the programs that it starts by name (alembic)."""
    scripts = sysconfig.get_path("scripts")
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if scripts not in folders:
        os.environ["PATH"] = os.pathsep.join([scripts, *folders])


def _reason(result: dict[str, Any]) -> str:
    """Return the most telling line of a log or a traceback: the innermost exception."""
    lines = f"{result.get('log', '')}\n{result.get('error', '')}".splitlines()
    stripped = [line.strip() for line in lines if line.strip()]
    errors = [line for line in stripped if line.partition(":")[0].endswith(("Error", "Exception"))]
    return (errors or stripped or ["no reason given"])[0]
