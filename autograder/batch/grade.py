"""Grade a class: find the submissions, hand them out, write the results."""

import contextlib
import fnmatch
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder.batch.crew import Crew, Lost
from autograder.batch.elsewhere import Elsewhere
from autograder.batch.fingerprint import Fingerprints, Graded
from autograder.batch.folder import AutogradedFolder
from autograder.batch.outcome import BatchReport, Event, Found, Started, Tally
from autograder.batch.plan import Planned, must_be_graded, planned
from autograder.batch.worker import Conditions, Refusal, grade_one
from autograder.batch.writing import exclusive_lock, writing
from autograder.errors import AutograderError
from autograder.gradebook import Penalty, Register, open_gradebook
from autograder.grading import (
    Checked,
    CheckOf,
    NotebookResult,
    Result,
    Settings,
    Source,
    Submission,
    unchecked,
)
from autograder.grading.files import UnfitError
from autograder.grading.imports import imported_modules
from autograder.grading.schemas import compile_schemas
from autograder.grading.source import source_folder
from autograder.grading.trial import Trial
from autograder.language import current_language, t
from autograder.printable import is_printable
from autograder.sandbox import Environment, Level, Nursery, best_level
from autograder.status import Status

VariablesOf = Callable[[str, str], Mapping[str, str]]
"""Gives, for a student and an assignment, the environment variables of that submission alone."""


def grade_assignment(
    assignment: str,
    settings: Settings,
    *,
    students: Sequence[str] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    environment: Environment | None = None,
    variables_of: VariablesOf = lambda student, assignment: {},
    check_of: CheckOf = unchecked,
    level: Level | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
) -> BatchReport:
    """Grade the submissions of an assignment and write them to the course's gradebook.

    Which ones, and what becomes of those that are graded already, follows nbgrader's rules and
    `Settings.arguments` (``--notebook=…``, ``--force``, ``--no-execute``); what has changed since
    we graded it is graded again, too. The course folder is this process's working
    directory meanwhile, as nbgrader has it. Ctrl-C or a kill leaves the gradebook whole: call it
    again to go on.

    Args:
        assignment: its name in the gradebook.
        settings: the course's.
        students: whose, by names or patterns; everybody's if there are none.
        workers: how many submissions are graded at once; one for each core if None.
        executor: where the workers are; processes on this machine if None. `workers` is then
            the number it has.
        environment: what notebooks find in the sandbox.
        variables_of: what the notebooks of one submission see there besides.
        check_of: checks files of each submission here, before its notebooks run.
        level: how strong the sandbox must be; the best where notebooks run if None.
        on_event: receives the number of submissions, then each start and each result.

    Raises:
        AutograderError: for what a person must fix before the rest can be graded.
    """
    converter = settings.converter()
    converter.coursedir.assignment_id = assignment
    workers = workers or os.cpu_count() or 1
    root = Path(converter.coursedir.root)
    with contextlib.chdir(root), ExitStack() as stack:
        folder = source_folder(converter, assignment)
        environment = warmed(environment or Environment(), folder)
        level = level or (executor.level() if isinstance(executor, Elsewhere) else best_level())
        nursery = None
        if executor is None:
            # It imports while this process finds out what there is to do.
            nursery = Nursery(environment, level)
            nursery.launch()
            stack.push(nursery)
            compile_schemas(folder)
        crew = stack.enter_context(Crew(workers, executor, nursery))
        gradebook = stack.enter_context(open_gradebook(converter))
        source = Source.from_gradebook(gradebook, assignment, settings)
        stack.enter_context(exclusive_lock(root, assignment))
        conditions = Conditions(settings, environment, level, current_language())
        executes = converter.config.Execute.get("enabled", True)
        trial = Trial(settings, nursery) if nursery is not None and executes else None
        grading = _Grading(
            converter, gradebook, source, conditions, variables_of, check_of, on_event, trial
        )
        submissions = planned(converter, assignment, students)
        if nursery is not None:
            nursery.ready()
        on_event(Found(len(submissions)))
        for submission, result in crew.run(grading.hand_out, grading.to_do(submissions)):
            grading.take_in(submission, result)
        grading.folder.share_root()
        return grading.tally.report(assignment, str(level), workers)


def warmed(environment: Environment, source: Path) -> Environment:
    """Preload the modules that the author imports, before any notebook runs."""
    modules = dict.fromkeys((*environment.preload, *imported_modules(source)))
    return replace(environment, preload=tuple(modules))


class _Grading:
    """The grading of one class; it alone writes."""

    def __init__(
        self,
        converter: Any,
        gradebook: Gradebook,
        source: Source,
        conditions: Conditions,
        variables_of: VariablesOf,
        check_of: CheckOf,
        on_event: Callable[[Event], None],
        trial: Trial | None,
    ) -> None:
        self._trial = trial
        self._converter = converter
        self._variables_of = variables_of
        self._check_of = check_of
        self._checked: dict[Path, Checked] = {}
        self._conditions = conditions
        self._source = source
        self._register = Register(gradebook, source.assignment, Penalty(conditions.settings))
        self._fingerprints = Fingerprints(
            self._source, conditions.settings, conditions.environment, conditions.level
        )
        self._numbers: dict[Path, str | None] = {}
        self._on_event = on_event
        self._names = _chosen(source, converter.coursedir.notebook_id)
        self.folder = AutogradedFolder(converter, self._source)
        self.tally = Tally(self._source)

    def to_do(self, submissions: list[Planned]) -> Iterator[Planned]:
        """Yield those to hand out to the workers; settle the others at once."""
        for submission in submissions:
            with writing(submission.student):
                self.folder.sweep(submission)
            if not is_printable(submission.student):
                self._settle(submission, Status.MALFORMED, _odd_name())
            elif submission.elsewhere:
                self._refuse(submission, _elsewhere())
            elif not submission.notebooks:
                self._refuse(submission, _no_notebook())
            elif not self._converter.create_student and not self._register.knows(
                submission.student
            ):
                self._settle(submission, Status.MALFORMED, _not_enrolled(submission.student))
            elif not submission.readable:
                with writing(submission.student):
                    self._register.enrol(submission.student)
                self._refuse(submission, _unreadable_timestamp())
            elif not self._must_be_graded(submission):
                self._skip(submission)
            else:
                self._hook("pre", submission)
                self._on_event(Started(submission.student))
                yield submission

    def hand_out(self, executor: Executor, submission: Planned) -> "Future[Result | Refusal]":
        """Give a submission to a worker; before the first one, the author's answers are tried."""
        if self._trial is not None:
            self._source = self._trial.of(self._source)
        handed_in = Submission(
            submission.student,
            submission.folder,
            submission.timestamp,
            submission.notebooks,
            self._variables_of(submission.student, submission.assignment),
            self._checked[submission.folder],
        )
        if isinstance(executor, Elsewhere):
            return executor.grade(self._source, handed_in, self._conditions)
        return executor.submit(grade_one, self._source, handed_in, self._conditions)

    def take_in(self, submission: Planned, result: Result | Refusal | Lost) -> None:
        """Write a worker's result: gradebook first, then the autograded folder."""
        number = self._numbers.pop(submission.folder, None)
        self._checked.pop(submission.folder, None)
        if isinstance(result, Refusal):
            raise AutograderError(result.problem, result.remedy)
        if isinstance(result, Lost):
            result = _crashed(submission, result, self._names)
        with writing(submission.student):
            self._fingerprints.begin(submission)
            self._register.record(result)
            kept = self.folder.write(submission, result)
            if number is None or not kept:
                self._fingerprints.forget(submission)
            else:
                self._fingerprints.remember(
                    submission, Graded(number, result.status, result.sentences)
                )
        self._hook("post", submission)
        self._on_event(self.tally.add(result))

    def _must_be_graded(self, submission: Planned) -> bool:
        variables = self._variables_of(submission.student, submission.assignment)
        checked = self._check_of(submission.student, submission.assignment, submission.folder)
        self._checked[submission.folder] = checked
        try:
            number = self._fingerprints.of(submission, variables, checked)
        except (UnfitError, OSError):
            # The worker comes upon the same, and its result says so.
            self._numbers[submission.folder] = None
            return True
        self._numbers[submission.folder] = number
        remembered = self._fingerprints.remembered(submission)
        return must_be_graded(self._converter, submission) or (
            remembered is not None and remembered.number != number
        )

    def _skip(self, submission: Planned) -> None:
        """Tell again how it ended: what has not changed needs the trainer no less than before."""
        remembered = self._fingerprints.remembered(submission)
        told = remembered is not None and remembered.status is not Status.GRADED
        self._settle(
            submission,
            remembered.status if remembered is not None and told else Status.SKIPPED,
            *(remembered.sentences if remembered is not None else ()),
            notebooks=self._register.standing(submission.student),
        )

    def _refuse(self, submission: Planned, sentence: str) -> None:
        """Settle what no worker needs to see; points of an earlier hand-in do not stand for it."""
        with writing(submission.student):
            self._register.withdraw(submission.student, self._names)
            self.folder.remove(submission)
        self._settle(
            submission,
            Status.MALFORMED,
            sentence,
            notebooks=self._register.standing(submission.student),
        )

    def _settle(
        self,
        submission: Planned,
        status: Status,
        *sentences: str,
        notebooks: tuple[NotebookResult, ...] = (),
    ) -> None:
        self._numbers.pop(submission.folder, None)
        self._checked.pop(submission.folder, None)
        self._on_event(
            self.tally.add(
                Result(
                    student=submission.student,
                    assignment=submission.assignment,
                    status=status,
                    notebooks=notebooks,
                    sentences=sentences,
                    learner_sentence=status.for_learner(),
                )
            )
        )

    def _hook(self, when: str, submission: Planned) -> None:
        self._converter.notebooks = [
            str(submission.folder / f"{name}.ipynb") for name in submission.notebooks
        ]
        getattr(self._converter, f"run_{when}_convert_hook")()


def _chosen(source: Source, pattern: str) -> list[str]:
    """Return the notebooks that are to be graded.

    Raises:
        AutograderError: the assignment has none that the pattern matches.
    """
    known = [notebook.name for notebook in source.notebooks]
    chosen = [name for name in known if fnmatch.fnmatchcase(name, pattern)]
    if known and not chosen:
        listed = ", ".join(known)
        raise AutograderError(
            t(
                fr=f"Le devoir « {source.assignment} » n’a pas de notebook « {pattern} ».",
                en=f"The assignment “{source.assignment}” has no notebook “{pattern}”.",
            ),
            t(fr=f"Il contient : {listed}.", en=f"It has: {listed}."),
        )
    return chosen


def _odd_name() -> str:
    return t(
        fr="Le nom du dossier n’est pas du texte : renommez-le d’après l’apprenant.",
        en="The name of the folder is not text: rename it after the learner.",
    )


def _elsewhere() -> str:
    return t(
        fr="Le dossier rendu est un lien vers un autre : mettez-y les fichiers de l’apprenant.",
        en="The submitted folder is a link to another one: put the learner's own files there.",
    )


def _no_notebook() -> str:
    return t(
        fr="Le dossier rendu ne contient aucun notebook, ou ne peut pas être lu.",
        en="The submitted folder contains no notebook, or cannot be read.",
    )


def _not_enrolled(student: str) -> str:
    return t(
        fr=f"« {student} » n’est pas inscrit, et le cours n’inscrit personne de lui-même.",
        en=f"“{student}” is not enrolled, and the course does not enrol learners by itself.",
    )


def _unreadable_timestamp() -> str:
    return t(
        fr="La date de remise (timestamp.txt) est illisible.",
        en="The time of submission (timestamp.txt) cannot be read.",
    )


def _crashed(submission: Planned, lost: Lost, notebooks: Sequence[str]) -> Result:
    return Result(
        student=submission.student,
        assignment=submission.assignment,
        status=Status.CRASHED,
        ungraded=tuple(notebooks),
        timestamp=submission.timestamp,
        sentences=(
            t(
                fr=f"Deux fois, le processus qui corrigeait ce rendu est mort : {lost}",
                en=f"The process that graded this submission died twice: {lost}",
            ),
        ),
        learner_sentence=Status.CRASHED.for_learner(),
    )
