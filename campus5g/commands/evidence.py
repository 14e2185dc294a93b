"""``campus5g evidence``: thin, `campus5g.kit.evidence` does the work."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.commands.printing import Spoken, console
from campus5g.language import set_language, t

if TYPE_CHECKING:
    from campus5g.evidence import Evidence

evidence = typer.Typer(
    help="Examine measurements that learners kept.",
    epilog="Example: campus5g evidence verify submitted/sacha/packet-capture",
    no_args_is_help=True,
)


@evidence.callback()
def measurements() -> None:
    """Examine measurements that learners kept."""


@evidence.command(
    epilog="Examples: campus5g evidence verify evidence · "
    "campus5g evidence verify submitted --json · "
    "campus5g evidence verify evidence --learner sacha --language fr"
)
def verify(
    path: Annotated[Path, typer.Argument(help="A folder that holds evidence, or one artefact.")],
    learner: Annotated[
        str | None,
        typer.Option(help="Who must have measured [read from nbgrader's folders]."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print data for a program to read.")
    ] = False,
    language: Spoken = "en",
) -> None:
    """Check whether each artefact is genuine, and if not, why; exit code 1 if one is not."""
    from campus5g.kit.evidence import as_data, verify

    set_language(language)
    pieces = verify(path, learner)
    if as_json:
        print(json.dumps([as_data(piece) for piece in pieces], ensure_ascii=False, indent=2))
    for piece in [] if as_json else pieces:
        mark = "[green]✓[/]" if piece.holds else "[bold red]✗[/]"
        console.print(f"{mark} {piece.artefact}", highlight=False, soft_wrap=True)
        console.print(f"  {_summary(piece)}", highlight=False, markup=False, soft_wrap=True)
    if not all(piece.holds for piece in pieces):
        raise typer.Exit(1)


def _summary(piece: "Evidence") -> str:
    if piece.fault is not None or piece.statement is None:
        return piece.fault.sentence() if piece.fault else ""
    measured = piece.statement.measurement
    at = f"{measured.started_at.astimezone():%Y-%m-%d %H:%M}"
    kind = (
        t(fr="kit virtuel", en="virtual kit")
        if measured.kind == "virtual"
        else t(fr="kit réel", en="real kit")
    )
    who = measured.learner or t(fr="sans nom", en="unnamed")
    played = t(fr=" puis ", en=", then ").join(each.name for each in measured.scenarios)
    scenario = t(fr=f", scénario {played}", en=f", scenario {played}") if played else ""
    robot = measured.parameters.get("robot")
    what = f"{measured.operation} (robot {robot})" if robot else measured.operation
    return t(
        fr=f"authentique : {what}, {kind} {measured.kit}, {who}, {at}{scenario}",
        en=f"genuine: {what}, {kind} {measured.kit}, {who}, {at}{scenario}",
    )
