"""The ``campus5g`` command: thin, the packages do the work."""

import json
import os
import sys
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from autograder.language import follow_language
from campus5g import __version__, set_language
from campus5g.commands.authoring import authoring
from campus5g.commands.capture import captures
from campus5g.commands.docs import documentation
from campus5g.commands.evidence import evidence
from campus5g.commands.kit import kits
from campus5g.commands.labs import labs
from campus5g.commands.printing import MARKS, AsJson, complaints, console
from campus5g.commands.site import sites
from campus5g.errors import CampusError
from campus5g.language import Language, current_language

app = typer.Typer(
    help="The training system of a regional 5G campus.",
    epilog="Examples: campus5g start · campus5g demo --json · campus5g kit serve virtual",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(authoring)
app.add_typer(sites)
app.add_typer(documentation)
app.add_typer(kits, name="kit")
app.add_typer(captures, name="capture")
app.add_typer(evidence, name="evidence")
app.add_typer(labs, name="labs")

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="Folder that holds all state [~/.local/share/campus5g]."),
]
InLanguage = Annotated[
    Language,
    typer.Option(
        "--lang", "--language", help="Language of the cohort: fr or en.", show_default=True
    ),
]


def main() -> None:
    """Run the command; an error that a person can fix is two lines and exit code 1."""
    set_language("en")
    follow_language(current_language)
    try:
        app()
    except CampusError as error:
        problem, remedy = escape(error.problem), escape(error.remedy)
        complaints.print(f"[bold red]✗[/] {problem}", highlight=False, soft_wrap=True)
        complaints.print(f"  {remedy}", highlight=False, soft_wrap=True)
        sys.exit(1)


def _print_version(wanted: bool) -> None:
    if wanted:
        console.print(f"campus5g {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def campus5g(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """The training system of a regional 5G campus."""


@app.command(epilog="Example: campus5g start --port 8080 --no-browser")
def start(
    port: Annotated[int, typer.Option(help="Port of the site.", min=1, max=65535)] = 8000,
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Address that the site answers at. 0.0.0.0 in a container: without HTTPS, other "
            "machines must not reach it.",
        ),
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the site in a browser.")] = True,
    data: DataFolder = None,
    language: InLanguage = "fr",
    classroom: Annotated[
        bool,
        typer.Option(
            "--classroom",
            help="Give each person an OS user; needs root, and settings in classroom.yaml.",
        ),
    ] = False,
    part: Annotated[
        Literal["hub", "portal"] | None,
        typer.Option(help="Start this part of a site whose deployment.yaml says profile: cluster."),
    ] = None,
) -> None:
    """Start the training site with its demo cohort and print the accounts to sign in with."""
    from campus5g.places import data_folder

    if part is not None:
        from campus5g.site.running.parts import start_part

        start_part(data or data_folder(), part, language)
        return
    from campus5g.site.running.run import start as start_site

    start_site(
        data or data_folder(),
        port,
        listen=listen,
        open_browser=browser,
        language=language,
        classroom=classroom,
    )


@app.command(epilog="Example: campus5g demo --json | jq .learners[0].score")
def demo(data: DataFolder = None, language: InLanguage = "fr", as_json: AsJson = False) -> None:
    """Take a lab from the catalogue to a grade, without a browser."""
    from campus5g.places import data_folder
    from campus5g.site.demonstration.demo import Step, run_demo

    def show(step: Step) -> None:
        if not as_json:
            console.print(f"[green]✓[/] {step.text} [dim]{step.seconds:.1f} s[/]", highlight=False)

    outcome = run_demo((data or data_folder()) / "demo", language, show)
    if as_json:
        print(json.dumps(outcome.as_data(), ensure_ascii=False, indent=2))
        return
    table = Table("Learner", "Answers", "Score", "Graded by the trainer", box=SIMPLE)
    for learner in outcome.learners:
        score = f"{learner.score:g} / {learner.out_of:g}"
        table.add_row(learner.name, learner.answers, score, ", ".join(learner.to_read))
    console.print(table)
    for learner in outcome.learners:
        console.print(f"Feedback of {learner.name}: {learner.feedback}", soft_wrap=True)
    console.print(f"[dim]All steps took {outcome.seconds:.0f} s.[/]", highlight=False)


@app.command(epilog="Example: campus5g doctor --json")
def doctor(
    as_json: AsJson = False,
    classroom: Annotated[
        bool,
        typer.Option(
            "--classroom", help="Also check what a server with an OS user for each person needs."
        ),
    ] = False,
) -> None:
    """Check that this machine can run the campus; suggest what to do if it can't."""
    from campus5g.site.classroom.doctor import examine_for_classroom
    from campus5g.site.doctor import examine

    findings = []
    for finding in chain(examine(), examine_for_classroom() if classroom else ()):
        findings.append(finding)
        if not as_json:
            console.print(f"{MARKS[finding.level]} {finding.subject}: {finding.detail}")
            if finding.remedy:
                console.print(f"  {finding.remedy}", highlight=False)
    if as_json:
        print(json.dumps([finding.as_data() for finding in findings], indent=2))
    if any(finding.level == "failure" for finding in findings):
        raise typer.Exit(1)


@app.command(
    epilog="Examples: campus5g grade packet-capture · campus5g grade packet-capture --cohort demo",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def grade(
    context: typer.Context,
    assignment: Annotated[str, typer.Argument(help="Name of the assignment.")],
    cohort: Annotated[str, typer.Option(help="The cohort whose learners submitted it.")] = "demo",
    data: DataFolder = None,
) -> None:
    """Grade a cohort's submissions in sandboxes; also takes the options of `autograder grade`."""
    from autograder.cli import main as autograder
    from campus5g.places import DATA_VARIABLE, data_folder
    from campus5g.site.folders import SiteFolders

    # Its secret decides what each learner was asked.
    os.environ[DATA_VARIABLE] = str((data or data_folder()).resolve())
    course = SiteFolders(data_folder()).cohorts / cohort
    if not course.is_dir():
        raise CampusError(
            f"There is no cohort {cohort} in {course.parent}.",
            "Name another one with --cohort, or start the site once to create the demo cohort.",
        )
    autograder(["grade", assignment, "--course", str(course), "--language", "en", *context.args])
