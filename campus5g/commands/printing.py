"""What every command prints with."""

from typing import Annotated

import typer
from rich.console import Console

from campus5g.language import Language

console = Console()
complaints = Console(stderr=True)

MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "failure": "[bold red]✗[/]"}

Spoken = Annotated[
    Language, typer.Option("--lang", "--language", help="Language of the output: fr or en.")
]

AsJson = Annotated[bool, typer.Option("--json", help="Print data for a program to read.")]
