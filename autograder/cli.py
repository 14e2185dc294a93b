"""The ``autograder`` command line."""

import atexit
import gc
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from autograder.errors import AutograderError, interrupted
from autograder.language import Language, set_language, t
from autograder.printable import printable
from autograder.sandbox import Level, best_level, start_early
from autograder.status import Status

app = typer.Typer(
    help="Grade any nbgrader course in sandboxes, in parallel.",
    epilog="Examples: autograder grade ps1 · autograder doctor · autograder report ps1-report",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

console = Console()
complaints = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print data for a program to read.")]
InLanguage = Annotated[
    Language | None,
    typer.Option(help="Language of the output: fr or en [that of the environment, else en]."),
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; an error that a person can fix is two lines and exit code 1.

    Exit codes: 0 success; 1 an error that a person must fix; 2 a wrong command line;
    3 graded, but the trainer should look at some submissions; 130 interrupted.
    """
    # As it ends, Python would look through all objects, several times, for what can be freed.
    atexit.register(gc.freeze)
    try:
        app(arguments, prog_name="autograder")
    except AutograderError as error:
        problem, remedy = (escape(printable(text)) for text in (error.problem, error.remedy))
        complaints.print(f"[bold red]✗[/] {problem}", highlight=False, soft_wrap=True)
        complaints.print(f"  {remedy}", highlight=False, soft_wrap=True)
        sys.exit(1)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Answer Ctrl-C with one sentence, at whatever moment it comes."""
    try:
        yield
    except KeyboardInterrupt:
        complaints.print(interrupted(), soft_wrap=True)
        raise typer.Exit(130) from None


@app.callback()
def autograder() -> None:
    """Grade any nbgrader course in sandboxes, in parallel."""


@app.command(epilog="Example: autograder grade ps1 --workers 4 --report ps1-report")
@_interruptible()
def grade(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    course: Annotated[Path, typer.Option(help="Folder of the course.", file_okay=False)] = Path(),
    student: Annotated[
        list[str] | None,
        typer.Option(help="Only this learner or pattern of learners; can be repeated."),
    ] = None,
    notebook: Annotated[
        str | None, typer.Option(help="Only this notebook or pattern of notebooks.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Submissions at the same time [one per processor].", min=1),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Regrade unchanged submissions.")] = False,
    no_execute: Annotated[
        bool,
        typer.Option("--no-execute", help="Do not run notebooks; keep the submitted outputs."),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="Write report.html and report.json there.", file_okay=False),
    ] = None,
    dask: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler whose workers grade.")
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help="Sandbox level to require [the strongest on this machine].")
    ] = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="No sandbox. Every grade is flagged; for tests only.")
    ] = False,
    as_json: AsJson = False,
    language: InLanguage = None,
) -> None:
    """Grade the submissions of an assignment that are new or have changed."""
    with ThreadPoolExecutor(1) as meanwhile:
        # A second of imports: time for others to start, and to learn what this machine allows.
        if dask is None:
            start_early()
        if not (unsafe or level or dask):
            meanwhile.submit(best_level)
        # Imports leave next to no garbage; the search for it would touch all that they bring.
        gc.disable()
        from autograder.batch import grade_assignment
        from autograder.grading import Settings
        from autograder.plugin.settings import Sandbox
        from autograder.report.live import LiveTable
        from autograder.report.page import PAGE, write_report
        from autograder.report.summary import summary
        from autograder.report.words import FOR_THE_TRAINER

        gc.enable()

    set_language(language)
    options = [
        *([f"--notebook={notebook}"] if notebook else []),
        *(["--force"] if force else []),
        *(["--no-execute"] if no_execute else []),
    ]
    _require_folder(course)
    settings = Settings(course.resolve(), tuple(options))
    converter = settings.converter()
    sandbox = Sandbox(config=converter.config)
    chosen = Level.UNSAFE if unsafe else level
    if chosen is None and (dask is None or sandbox.level):
        # Workers elsewhere have sandboxes of their own: the weakest of them counts.
        chosen = sandbox.chosen_level()
    if chosen is Level.UNSAFE:
        complaints.print(f"[bold red]{_unsafe()}[/]", highlight=False, soft_wrap=True)
    shown = complaints if as_json else console
    with _workers(dask) as (executor, at_once), LiveTable(shown) as table:
        outcome = grade_assignment(
            assignment,
            replace(settings, limits=sandbox.limits()),
            students=student or (),
            workers=workers or at_once,
            executor=executor,
            environment=sandbox.environment(),
            variables_of=partial(sandbox.variables_of, converter.coursedir.course_id),
            check_of=partial(sandbox.check_of, converter.coursedir.course_id),
            level=chosen,
            on_event=table.show,
        )
    data = outcome.to_json()
    if report is not None:
        write_report(data, report)
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        console.print(summary(data), soft_wrap=True)
        if report is not None:
            console.print(str(report / PAGE), soft_wrap=True, highlight=False)
    if any(Status(each["status"]) in FOR_THE_TRAINER for each in data["submissions"]):
        raise typer.Exit(3)


@app.command(epilog="Example: autograder check ps1")
def check(
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    course: Annotated[Path, typer.Option(help="Folder of the course.", file_okay=False)] = Path(),
    level: Annotated[
        Level | None, typer.Option(help="Sandbox level to require [the strongest on this machine].")
    ] = None,
    as_json: AsJson = False,
    language: InLanguage = None,
) -> None:
    """Run the author's answers; show which tests run apart from the learner's code."""
    from autograder.batch.check import check_assignment
    from autograder.grading import Settings
    from autograder.plugin.settings import Sandbox
    from autograder.report.check import checked_tests

    set_language(language)
    _require_folder(course)
    settings = Settings(course.resolve())
    sandbox = Sandbox(config=settings.converter().config)
    tests = check_assignment(
        assignment,
        replace(settings, limits=sandbox.limits()),
        sandbox.environment(),
        level or sandbox.chosen_level(),
    )
    if as_json:
        print(json.dumps([asdict(test) for test in tests], ensure_ascii=False, indent=2))
    else:
        console.print(checked_tests(tests))


@app.command(epilog="Example: autograder doctor --json")
def doctor(
    level: Annotated[
        Level | None, typer.Option(help="Sandbox level to examine [the strongest on this machine].")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler: tell the level of each of its workers."),
    ] = None,
    as_json: AsJson = False,
    language: InLanguage = None,
) -> None:
    """Prove each wall of the sandbox by trying to break it."""
    from autograder.sandbox.doctor.examination import counting, examine

    set_language(language)
    if dask is not None:
        _tell_workers(dask, as_json)
        return
    chosen = level or best_level()
    findings = examine(chosen)
    counted = counting()
    if as_json:
        data = {
            "level": chosen,
            "walls": [asdict(finding) for finding in findings],
            "lacks": chosen.lacks(),
            "limits": asdict(counted),
        }
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        console.print(f"[bold]{t(fr='Niveau :', en='Level:')} {chosen}[/]", highlight=False)
        for finding in findings:
            open_mark = "[bold red]✗[/]" if finding.promised else "[yellow]–[/]"
            mark = "[green]✓[/]" if finding.held else open_mark
            console.print(f"{mark} {escape(finding.sentence)}", highlight=False, soft_wrap=True)
        if chosen.lacks():
            console.print(f"[yellow]–[/] {chosen.lacks()}", highlight=False, soft_wrap=True)
        mark = "[green]✓[/]" if counted.control_group else "[yellow]–[/]"
        console.print(f"{mark} {escape(counted.sentence)}", highlight=False, soft_wrap=True)
        if counted.remedy:
            console.print(f"  {escape(counted.remedy)}", highlight=False, soft_wrap=True)
    if any(finding.broken for finding in findings):
        raise typer.Exit(1)


@app.command(epilog="Example: autograder report ps1-report --language fr")
def report(
    folder: Annotated[Path, typer.Argument(help="Where `grade --report` wrote its report.")],
    language: InLanguage = None,
) -> None:
    """Show a report again and rewrite its page, for example in another language."""
    from autograder.report.page import PAGE, read_report, write_report
    from autograder.report.summary import summary

    set_language(language)
    data = read_report(folder)
    write_report(data, folder)
    console.print(summary(data), soft_wrap=True)
    console.print(str(folder / PAGE), soft_wrap=True, highlight=False)


def _require_folder(course: Path) -> None:
    if not course.is_dir():
        raise AutograderError(
            t(fr=f"Le dossier {course} n’existe pas.", en=f"The folder {course} does not exist."),
            t(
                fr="Indiquez le dossier du cours avec --course.",
                en="Give the course folder with --course.",
            ),
        )


def _unsafe() -> str:
    return t(
        fr="SANS BAC À SABLE : le code des participants s’exécute avec vos droits.",
        en="NO SANDBOX: the learners' code runs with your permissions.",
    )


def _tell_workers(dask: str, as_json: bool) -> None:
    from autograder.batch.cluster import dask_workers

    with dask_workers(dask) as (executor, _):
        levels = executor.levels()
    if as_json:
        print(json.dumps(levels, ensure_ascii=False, indent=2))
    else:
        for address, told in sorted(levels.items()):
            mark = "[green]✓[/]" if isinstance(told, Level) else "[bold red]✗[/]"
            console.print(f"{mark} {address}: {escape(str(told))}", highlight=False)
    if not all(isinstance(told, Level) for told in levels.values()):
        raise typer.Exit(1)


@contextmanager
def _workers(dask: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """Yield the workers of a Dask cluster, or ``None``: processes on this machine."""
    if dask is None:
        yield None, None
        return
    from autograder.batch.cluster import dask_workers

    with dask_workers(dask) as workers:
        yield workers
