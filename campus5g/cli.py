"""The ``campus5g`` command: thin, the rooms do the work."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from campus5g import __version__, set_language
from campus5g.errors import CampusError

app = typer.Typer(
    help="The training system of a regional 5G campus.",
    epilog="Examples: campus5g start · campus5g demo --json · campus5g kit serve virtual",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
kits = typer.Typer(
    help="Serve a kit, see which kits there are and how they are.",
    epilog="Examples: campus5g kit list · campus5g kit serve virtual · campus5g kit status --json",
    no_args_is_help=True,
)
app.add_typer(kits, name="kit")

console = Console()
complaints = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print data for a program to read.")]
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", help="Folder that holds all state [~/.local/share/campus5g]."),
]


def main() -> None:
    """Run the command; what a person can put right is one line and exit code 1."""
    set_language("en")
    try:
        app()
    except CampusError as error:
        complaints.print(f"[bold red]✗[/] {error.problem}", highlight=False)
        complaints.print(f"  {error.remedy}", highlight=False)
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
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the site in a browser.")] = True,
    data: DataFolder = None,
) -> None:
    """Start the training site with its demo cohort and print the sign-ins."""
    from campus5g.places import data_folder
    from campus5g.site import start as start_site

    start_site(data=data or data_folder(), port=port, open_browser=browser)


@app.command(epilog="Example: campus5g demo --json | jq .learners[0].score")
def demo(data: DataFolder = None, as_json: AsJson = False) -> None:
    """Take a lab from the catalogue to a grade, without a browser."""
    from campus5g.places import data_folder
    from campus5g.site.demo import Step, run_demo

    def tell(step: Step) -> None:
        if not as_json:
            console.print(f"[green]✓[/] {step.text} [dim]{step.seconds:.1f} s[/]", highlight=False)

    result = run_demo((data or data_folder()) / "demo", tell)
    if as_json:
        print(json.dumps(result.as_data(), ensure_ascii=False, indent=2))
    else:
        console.print(result.as_table())


@app.command(epilog="Example: campus5g doctor --json")
def doctor(as_json: AsJson = False) -> None:
    """Check that this machine can run the campus; say what to do where it can't."""
    from campus5g.site.doctor import MARKS, examine

    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            console.print(f"{MARKS[finding.level]} {finding.subject}: {finding.detail}")
            if finding.remedy:
                console.print(f"  {finding.remedy}", highlight=False)
    if as_json:
        print(json.dumps([finding.as_data() for finding in findings], indent=2))
    if any(finding.level == "failure" for finding in findings):
        raise typer.Exit(1)
