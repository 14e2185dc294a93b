"""``campus5g labs``: thin, `campus5g.authoring` does the work."""

import contextlib
import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from campus5g.commands.printing import console
from campus5g.language import Language

labs = typer.Typer(
    help="Run labs from end to end, as authors and continuous integration do.",
    epilog="Example: campus5g labs run meet-the-kit --as solution",
    no_args_is_help=True,
)


_VIRTUAL = "virtual"


@labs.callback()
def run_labs() -> None:
    """Run labs from end to end, as authors and continuous integration do."""


@labs.command(
    epilog="Examples: campus5g labs run meet-the-kit · "
    "campus5g labs run meet-the-kit --as empty --lang en --json · "
    "campus5g labs run packet-capture --as copied --draw 7 · "
    "campus5g labs run meet-the-kit --scenario edge-of-cell --seed 7"
)
def run(
    lab: Annotated[str, typer.Argument(help="Id of the lab.")],
    kit: Annotated[
        str,
        typer.Option(
            help="virtual for a fresh virtual kit, or the address of a kit's gateway; "
            "CAMPUS5G_KIT_TOKEN then holds its operator's token."
        ),
    ] = _VIRTUAL,
    role: Annotated[
        str,
        typer.Option(
            "--as",
            help="solution, empty, copied (a neighbour's whole text), asking (a text that asks the "
            "case) or wrong:NAME with a name from lab.yaml.",
        ),
    ] = "solution",
    draw: Annotated[
        str, typer.Option(help="Name of the learner's draw; another name is another case.")
    ] = "trial",
    language: Annotated[
        Language, typer.Option("--lang", "--language", help="Language of the lab.")
    ] = "fr",
    seed: Annotated[int | None, typer.Option(help="Seed of a virtual kit's radio.")] = None,
    scenario: Annotated[str, typer.Option(help="Scenario of a virtual kit.")] = "nominal",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print data for a program to read.")
    ] = False,
) -> None:
    """Run a lab as a learner would, grade it, and show what each item earned and why.

    The exit code is 1 if it did not earn what lab.yaml says, if a copy earned more than 30 % of the
    automatic points, or if a measurement is not genuine.
    """
    from campus5g.authoring.catalogue import find_module
    from campus5g.authoring.trials.lab_run import role_of, run_lab
    from campus5g.draw import Draw

    module = find_module(lab)
    learner = role_of(module, role, Draw.named(draw))
    with _kit(kit, scenario, seed) as (url, token):
        outcome = run_lab(module, learner, language, url, token)
    if as_json:
        print(json.dumps(outcome.as_data(), ensure_ascii=False, indent=2))
    else:
        table = Table("Item", "Points", "Why", box=SIMPLE)
        for item in outcome.items:
            earned = "–" if item.points is None else f"{item.points:g}"
            table.add_row(item.title, f"{earned} / {item.out_of:g}", escape(item.reason))
        console.print(table)
        for piece in outcome.evidence:
            mark = "[green]✓[/]" if piece.holds else "[bold red]✗[/]"
            verdict = piece.fault.sentence() if piece.fault else "genuine"
            console.print(f"{mark} {escape(piece.artefact.name)}: {verdict}", highlight=False)
        mark = "[green]✓[/]" if outcome.as_expected else "[bold red]✗[/]"
        due = "at most" if outcome.at_most else "expected"
        console.print(
            f"{mark} Draw {outcome.draw.code}: {outcome.points:g} of {outcome.out_of:g} automatic "
            f"points ({100 * outcome.share:.0f} %), {due} {outcome.expected_points:g} "
            f"({outcome.seconds:.0f} s)",
            highlight=False,
        )
    if not outcome.as_expected:
        raise typer.Exit(1)


@contextlib.contextmanager
def _kit(kit: str, scenario: str, seed: int | None) -> Iterator[tuple[str, str]]:
    """Yield URL and token of a virtual kit started for the block, or of the kit at an address."""
    from campus5g.kit.connecting import token_from_surroundings
    from campus5g.kit.starting.private import start_private_kit

    if kit != _VIRTUAL:
        yield kit, token_from_surroundings()
        return
    with start_private_kit(scenario=scenario, seed=seed) as started:
        yield started.url, started.token
