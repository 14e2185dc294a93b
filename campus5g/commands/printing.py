"""What every command prints with."""

from typing import Annotated

import typer
from rich.console import Console

console = Console()
complaints = Console(stderr=True)

MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "failure": "[bold red]✗[/]"}

AsJson = Annotated[bool, typer.Option("--json", help="Print data for a program to read.")]
