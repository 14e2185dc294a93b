"""A lab from start to end without a browser: catalogue, release, two learners, grades, feedback."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.cohorts.cohort import COHORT_FILE, Cohort, build, release
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.learner_at_work import ran, with_kit
from campus5g.authoring.trials.solutions import typed_answers, typed_mistake
from campus5g.authoring.trials.trial import surroundings
from campus5g.courseware.lab.dealing import lay_card
from campus5g.draw import DRAW_VARIABLE, this_draw
from campus5g.errors import CampusError
from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.kit.starting.private import start_private_kit
from campus5g.language import Language
from campus5g.site.configuration import JUPYTER_DATA

LAB = "packet-capture"
COHORT_ID = "demo"


@dataclass(frozen=True)
class Step:
    """A finished step."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Result:
    """A learner's automatic points, and what the trainer still has to read."""

    name: str
    answers: str
    score: float
    out_of: float
    to_read: list[str]
    feedback: Path


@dataclass(frozen=True)
class Demo:
    """The outcome of the demonstration."""

    lab: str
    language: Language
    seconds: float
    learners: list[Result]

    def as_data(self) -> dict[str, Any]:
        """Return the outcome as JSON-ready data."""
        data = asdict(self)
        for learner in data["learners"]:
            learner["feedback"] = str(learner["feedback"])
        return data


def run_demo(folder: Path, language: Language, tell: Callable[[Step], None]) -> Demo:
    """Take a lab from the catalogue to grades and feedback, on a virtual kit.

    Two simulated learners fetch the lab, run it and submit it: one with the worked
    answers, one with the first wrong solution of ``lab.yaml``. nbgrader grades them.

    Args:
        folder: where the cohort, the homes and the feedback are left, created again each time.
        language: of the cohort.
        tell: called after each step.

    Raises:
        CampusError: the folder holds something else; a step failed.
    """
    _empty(folder)
    began = time.monotonic()
    module = find_module(LAB)
    wrong = next(iter(module.manifest.wrong))
    course = NbGraderCourse(folder / "cohort", folder / "exchange")
    learners = {
        "solved": NbGraderLearner(
            "solved", folder / "homes" / "solved", COHORT_ID, course.exchange
        ),
        "mistaken": NbGraderLearner(
            "mistaken", folder / "homes" / "mistaken", COHORT_ID, course.exchange
        ),
    }
    answers = {"solved": "worked answers", "mistaken": wrong}

    with _timed(tell, f"Cohort built, {LAB} released"):
        _build(module, course, language, list(learners))
    with contextlib.ExitStack() as stack:
        with _timed(tell, "Virtual kit started"):
            kit = stack.enter_context(start_private_kit())
            stack.enter_context(surroundings({"JUPYTER_PATH": str(JUPYTER_DATA)}))
        for name, learner in learners.items():
            with _timed(tell, f"{name} fetched the lab, ran it with {answers[name]}, submitted"):
                notebook = learner.fetch(LAB) / f"{LAB}.ipynb"
                source = read_notebook(module.notebook)
                released = read_notebook(notebook)
                draw = this_draw(LAB, name, COHORT_ID)
                lay_card(module.folder, draw, notebook.parent)
                typed = typed_answers(module, draw)
                if name != "solved":
                    typed |= typed_mistake(module, draw, module.manifest.wrong[wrong])
                filled = answered(released, source, typed)
                with (
                    with_kit(kit.url, kit.token, name),
                    surroundings({DRAW_VARIABLE: draw.seed.hex(), COHORT_VARIABLE: COHORT_ID}),
                ):
                    write_notebook(ran(filled, notebook.parent), notebook)
                learner.submit(LAB)
        with _timed(tell, "Submissions collected"):
            course.collect(LAB)
        for name in learners:
            with _timed(tell, f"{name} graded by nbgrader"):
                course.autograde(LAB, name)
        with _timed(tell, "Feedback written, released and fetched"):
            course.generate_feedback(LAB)
            course.release_feedback(LAB)
            results = [
                _result(module, course, learner, answers[name])
                for name, learner in learners.items()
            ]
    return Demo(
        lab=LAB,
        language=language,
        seconds=round(time.monotonic() - began, 1),
        learners=results,
    )


def _empty(folder: Path) -> None:
    """Make room for a new demonstration; refuse a folder that is not an earlier one."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "cohort" / COHORT_FILE).exists():
            raise CampusError(
                f"{folder} holds something that is not an earlier demonstration.",
                "Choose another folder with --data.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _build(module: Module, course: NbGraderCourse, language: Language, learners: list[str]) -> None:
    cohort = Cohort(
        id=COHORT_ID,
        title="Demonstration",
        language=language,
        trainer="trainer",
        learners=learners,
        modules=[module.id],
    )
    build(cohort, course.folder, [module])
    release(course.folder, module.id, course.exchange)


def _result(
    module: Module, course: NbGraderCourse, learner: NbGraderLearner, answers: str
) -> Result:
    scores = course.automatic_scores(LAB, learner.name)
    return Result(
        name=learner.name,
        answers=answers,
        score=sum(score or 0 for score in scores.values()),
        out_of=module.manifest.automatic_points,
        to_read=[item for item, score in scores.items() if score is None],
        feedback=_page_of(learner),
    )


def _page_of(learner: NbGraderLearner) -> Path:
    """Fetch the learner's feedback; it is the page that the learner gets, not the trainer's."""
    pages = learner.fetch_feedback(LAB)
    if not pages:
        raise CampusError(
            f"{learner.name} found no feedback in the exchange.",
            f"See that {learner.exchange} is writable, then run the demonstration again.",
        )
    return pages[-1]


@contextlib.contextmanager
def _timed(tell: Callable[[Step], None], text: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    tell(Step(text, time.monotonic() - began))
