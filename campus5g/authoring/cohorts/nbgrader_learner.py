"""A learner's side of an nbgrader course: what the Assignment List does, as calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from campus5g.authoring.cohorts.exchange import use_exchange
from campus5g.authoring.cohorts.nbgrader_course import GradingError
from campus5g.language import Language, t

SUBMIT = "campus5g.authoring.cohorts.whole_hand_in.WholeSubmit"
"""For ``ExchangeFactory.submit``. A name, so that nbgrader loads the class only when needed."""

FETCH_EDITION = "campus5g.authoring.cohorts.editions.exchanging.FetchEdition"

Errand = Literal["FetchAssignment", "Submit", "FetchFeedback"]


@dataclass(frozen=True)
class NbGraderLearner:
    """One learner of a course: their name, their folder, and the exchange.

    Each call raises `GradingError` when nbgrader refuses.
    """

    name: str
    home: Path
    course_id: str
    exchange: Path

    def fetch(self, assignment: str, language: Language | None = None) -> Path:
        """Fetch a released assignment into the home; return its folder.

        Args:
            assignment: its name.
            language: that the learner reads; the cohort's if not given, or if there is no other.
        """
        self._run("FetchAssignment", assignment, language)
        return self.home / assignment

    def submit(self, assignment: str) -> None:
        """Hand in the assignment's folder as it is."""
        self._run("Submit", assignment)

    def fetch_feedback(self, assignment: str) -> list[Path]:
        """Fetch the feedback pages of all submissions into the assignment's folder."""
        self._run("FetchFeedback", assignment)
        return sorted((self.home / assignment / "feedback").rglob("*.html"))

    def _run(self, errand: Errand, assignment: str, language: Language | None = None) -> None:
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange import ExchangeError, ExchangeFactory

        config = self._config(assignment)
        if language is not None:
            config.ExchangeFactory.fetch_assignment = FETCH_EDITION
            config.FetchEdition.language = language
        exchange = getattr(ExchangeFactory(config=config), errand)(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        )
        try:
            exchange.start()
        except ExchangeError as error:
            raise GradingError(
                t(
                    fr=f"nbgrader a refusé {errand} de {assignment} pour {self.name} : {error}",
                    en=f"nbgrader refused {errand} of {assignment} for {self.name}: {error}",
                ),
                t(
                    fr="Vérifiez que le module est ouvert et que le dossier est accessible en "
                    "écriture.",
                    en="Check that the assignment is released and that the folder is writable.",
                ),
            ) from error

    def _config(self, assignment: str) -> Any:
        from traitlets.config import Config

        config = Config()
        config.ExchangeFactory.submit = SUBMIT
        config.CourseDirectory.course_id = self.course_id
        config.CourseDirectory.student_id = self.name
        config.CourseDirectory.assignment_id = assignment
        use_exchange(config, self.exchange.resolve(), None)
        config.Exchange.assignment_dir = str(self.home.resolve())
        config.Exchange.cache = str(self.home.resolve() / ".nbgrader-cache")
        return config
