"""Modules examined: their sources here, their runs in two processes that stay warm."""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec

from campus5g.authoring.catalogue import Module
from campus5g.authoring.checks import findings, require_teachable
from campus5g.authoring.chosen import Chosen
from campus5g.authoring.figures import draw_parts
from campus5g.authoring.findings import Finding
from campus5g.authoring.normalise import normalise_file
from campus5g.authoring.rules.banks.figures import quiz_figures
from campus5g.authoring.rules.course import course_findings
from campus5g.authoring.trials.outcome import in_both_languages, outcome_findings
from campus5g.errors import CampusError
from campus5g.language import LANGUAGES, Language

P = ParamSpec("P")

# One for each language of a module.
_PROCESSES = len(LANGUAGES)


@dataclass(frozen=True)
class Report:
    """What was found in a module, or in a folder of courses as a whole.

    ``figures`` tell how well its quiz measures; they are no findings.
    """

    name: str
    folder: Path
    notebook: Path | None
    findings: list[Finding]
    figures: str = ""

    def file_of(self, finding: Finding) -> Path:
        """Return the file that a finding means."""
        if finding.file is not None:
            return self.folder / finding.file
        return self.notebook or self.folder

    def as_data(self) -> list[dict[str, Any]]:
        """Return its findings as plain data."""
        return [
            {
                "module": self.name,
                "file": str(self.file_of(finding)),
                "cell": finding.cell,
                "cell_id": finding.cell_id,
                "problem": finding.problem,
                "remedy": finding.remedy,
            }
            for finding in self.findings
        ]


def inspect(chosen: Chosen, *, run: bool = True, fix: bool = False) -> Iterator[Report]:
    """Examine modules, and the folders of courses that are meant as a whole.

    Args:
        chosen: what to examine.
        run: run each module, too, as released and as solved, in both languages.
        fix: bring notebooks into normal form first, and draw the parts in figures.

    What keeps a module from being examined, such as a file that can't be read, is a finding too.

    Raises:
        NotebookError: a notebook that is to be brought into normal form can't be read.
    """
    with ExitStack() as stack:
        pool = stack.enter_context(_processes()) if run else None
        if fix:
            for module in chosen.modules:
                normalise_file(module.notebook)
                draw_parts(module)
        runs = [_begin_runs(module, pool) for module in chosen.modules]
        for module, begun in zip(chosen.modules, runs, strict=True):
            found = _findings_or_reason(findings, module)
            outcomes = {
                language: _findings_or_reason(run.result) for language, run in begun.items()
            }
            found += in_both_languages(outcomes)
            yield Report(module.id, module.folder, module.notebook, found, quiz_figures(module))
    for courses in chosen.courses:
        within = [each for each in chosen.modules if each.folder.is_relative_to(courses)]
        found = _findings_or_reason(course_findings, courses, within)
        yield Report(courses.name, courses, None, found)


def _findings_or_reason(
    find: Callable[P, Iterable[Finding]], *about: P.args, **how: P.kwargs
) -> list[Finding]:
    """Return the findings, or the reason of a failure that an author can fix."""
    try:
        return list(find(*about, **how))
    except CampusError as error:
        return [Finding(error.problem, error.remedy)]


def _begin_runs(
    module: Module, pool: ProcessPoolExecutor | None
) -> dict[Language, Future[list[Finding]]]:
    """Start running a module if it can be handed out; an unsound one is already reported."""
    if pool is None:
        return {}
    try:
        require_teachable(module)
    except CampusError:
        return {}
    return {language: pool.submit(outcome_findings, module, language) for language in LANGUAGES}


def _processes() -> ProcessPoolExecutor:
    """Return processes that run modules: nbgrader changes the folder of the one it works in."""
    return ProcessPoolExecutor(
        max_workers=_PROCESSES,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        # Ctrl-C goes to all; it ends the command, and the command ends these.
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
