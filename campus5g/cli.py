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


@kits.command("list", epilog="Example: campus5g kit list --json")
def kit_list(as_json: AsJson = False) -> None:
    """List the kits of this house: what they are and whether they are served here."""
    from campus5g.inventory import InventoryError, load_inventory
    from campus5g.kit.served import served_kits
    from campus5g.places import KITS

    served = {kit.name: kit.url for kit in served_kits()}
    rows: list[dict[str, str | None]] = []
    for path in sorted(KITS.glob("*.yaml")):
        try:
            kit = load_inventory(path)
        except InventoryError as error:
            rows.append({"name": path.stem, "problem": str(error)})
            continue
        rows.append(
            {"name": kit.name, "kind": kit.kind, "site": kit.site, "url": served.get(kit.name)}
        )
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        table = Table("Kit", "Kind", "Site", "Served at", box=SIMPLE)
        for row in rows:
            if "problem" in row:
                table.add_row(row["name"], "[red]wrong[/]", row["problem"], "")
            else:
                table.add_row(row["name"], row["kind"], row["site"], row["url"] or "[dim]not here[/]")
        console.print(table)
    if any("problem" in row for row in rows):
        raise typer.Exit(1)


@kits.command(
    "serve",
    epilog="Examples: campus5g kit serve virtual · campus5g kit serve kit-setup/kits/mine.yaml",
)
def kit_serve(
    kit: Annotated[str, typer.Argument(help="Name of a kit, or its inventory file.")] = "virtual",
    scenario: Annotated[
        str, typer.Option(help="What goes on in the virtual kit's network.")
    ] = "nominal",
) -> None:
    """Serve a kit until Ctrl-C: its gateway, and the virtual network of a virtual kit."""
    from campus5g.kit.served import serve

    with serve(kit, scenario=scenario) as running:
        console.print(f"[green]✓[/] {running.name} is served at {running.url}", highlight=False)
        console.print(
            f'  In a notebook: [bold]from campus5g import kit; k = kit.connect("{running.name}")[/]'
        )
        console.print("  Ctrl-C ends it.")
        running.wait()
    console.print(f"{running.name} has ended.", highlight=False)


@kits.command("status", epilog="Example: campus5g kit status virtual --json")
def kit_status(
    kit: Annotated[str | None, typer.Argument(help="Name of a served kit.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say how the served kits are, device by device."""
