"""``campus5g capture``: thin, `campus5g.capture` does the work."""

import json
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from campus5g.commands.printing import AsJson, Spoken
from campus5g.language import set_language, t

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pandas as pd
    from rich.console import RenderableType

    from campus5g.capture import Capture
    from campus5g.capture.progress import Progress as Reading
    from campus5g.wording import Wording

captures = typer.Typer(
    help="Read captures of any vendor: messages, procedures, UEs, findings, call flow.",
    epilog="Examples: campus5g capture summary n2.pcapng · "
    "campus5g capture ladder n2.pcapng --ue ue-1 --out flow.html · "
    "campus5g capture findings n2.pcapng --lang fr",
    no_args_is_help=True,
)
# A file or a pipe has no width; tables cut to 80 columns would be useless there.
console = Console(width=None if sys.stdout.isatty() else 180)
notices = Console(stderr=True)

SHOWN: Mapping[str, Sequence[str]] = {
    "messages": (
        *("frame", "time_s", "interface", "source", "destination", "message", "ue", "security"),
        *("algorithm", "cause"),
    ),
    "procedures": (
        *("start_s", "duration_s", "procedure", "variant", "ue", "outcome", "cause", "frames"),
        "note",
    ),
    "ues": (
        *("ue", "imsi", "suci_scheme", "ciphering", "integrity", "allowed_slices", "dnns"),
        *("addresses", "gnbs", "ngap_ids", "messages"),
    ),
    "findings": ("severity", "title", "ue", "time_s", "count", "reason", "frames"),
}
"""The columns that fit a terminal; ``--json`` and ``--out`` give all."""

SORTS = frozenset({"severity", "outcome"})
"""The columns whose values are one of a few words."""

CaptureFile = Annotated[
    str, typer.Argument(metavar="FILE", help="pcap or pcapng, gzipped or not.", show_default=False)
]
OneUe = Annotated[
    str | None, typer.Option("--ue", help="Keep one UE: its key (ue-1), IMSI, SUCI or 5G-GUTI.")
]
TableFile = Annotated[
    Path | None, typer.Option("--out", help="Write everything to a .csv or .json file.")
]
LadderFile = Annotated[
    Path | None,
    typer.Option("--out", help="Write a page (.html), a drawing (.svg) or Mermaid (.mmd)."),
]
Interfaces = Annotated[
    list[str] | None,
    typer.Option("--interface", help="Keep one interface: N1, N2, N3, N4, SBI; may be repeated."),
]


@captures.command(epilog="Example: campus5g capture summary n2.pcapng --json")
def summary(file: CaptureFile, as_json: AsJson = False, language: Spoken = "en") -> None:
    """Summarise what a capture holds and how much of it could be read."""
    set_language(language)
    with _opened(file) as capture:
        found = capture.summary()
        data = found.as_data()
    if as_json:
        _print_json(data)
        return
    table = Table(box=SIMPLE, show_header=False)
    del data["remarks"]
    words = _words()
    names, values = words.texts("summary"), words.texts("values")
    for name, value in data.items():
        if isinstance(value, dict):
            value = ", ".join(
                t(fr=f"{shown} : {count}", en=f"{shown}: {count}")
                for shown, count in ((values.get(key, key), value[key]) for key in value)
            )
        elif isinstance(value, list):
            value = ", ".join(value)
        table.add_row(names[name], _escaped(value))
    console.print(table)
    _print_remarks(found.remarks)


@captures.command(epilog="Example: campus5g capture messages n2.pcapng --ue ue-1 --out n2.csv")
def messages(
    file: CaptureFile,
    as_json: AsJson = False,
    ue: OneUe = None,
    out: TableFile = None,
    language: Spoken = "en",
) -> None:
    """List the signalling messages: N1, N2, N4, SBI, and control on N3."""
    set_language(language)
    _show_table("messages", file, as_json, ue, out)


@captures.command(epilog="Example: campus5g capture procedures n2.pcapng --json")
def procedures(
    file: CaptureFile,
    as_json: AsJson = False,
    ue: OneUe = None,
    out: TableFile = None,
    language: Spoken = "en",
) -> None:
    """List the procedures: how long they took and how they ended."""
    set_language(language)
    _show_table("procedures", file, as_json, ue, out)


@captures.command(epilog="Example: campus5g capture ues n2.pcapng")
def ues(
    file: CaptureFile,
    as_json: AsJson = False,
    ue: OneUe = None,
    out: TableFile = None,
    language: Spoken = "en",
) -> None:
    """List the UEs: identities, algorithms, slices, sessions."""
    set_language(language)
    _show_table("ues", file, as_json, ue, out)


@captures.command(epilog="Example: campus5g capture findings n4.pcapng --json")
def findings(
    file: CaptureFile,
    as_json: AsJson = False,
    ue: OneUe = None,
    out: TableFile = None,
    language: Spoken = "en",
) -> None:
    """List what deserves attention: severity, reason and frames."""
    set_language(language)
    _show_table("findings", file, as_json, ue, out)


@captures.command(
    epilog="Examples: campus5g capture ladder n2.pcapng --interface N1 · "
    "campus5g capture ladder n2.pcapng --ue ue-1 --out flow.html"
)
def ladder(
    file: CaptureFile,
    as_json: AsJson = False,
    ue: OneUe = None,
    interface: Interfaces = None,
    out: LadderFile = None,
    language: Spoken = "en",
) -> None:
    """Draw the call flow: as text, or as a page, a drawing or Mermaid with --out."""
    set_language(language)
    with _opened(file) as capture:
        flow = capture.ladder(ue=ue, interface=interface or None)
    if out is not None:
        writers = {".html": flow.to_html, ".svg": flow.to_svg, ".mmd": flow.to_mermaid}
        _check_suffix(out, writers)
        _write(out, writers[out.suffix]())
    elif as_json:
        _print_json(
            [
                {
                    "frame": rung.message.frame,
                    "time_s": rung.message.time_s,
                    "interface": rung.message.interface,
                    "from": flow.names[rung.start],
                    "to": flow.names[rung.end],
                    "directed": rung.directed,
                    "message": rung.message.name,
                    "cause": rung.message.cause,
                    "ue": rung.ue,
                }
                for rung in flow.rungs
            ]
        )
    else:
        for line in repr(flow).splitlines():
            console.print(_safe(line), markup=False, highlight=False, soft_wrap=True)


def _show_table(view: str, file: str, as_json: bool, ue: str | None, out: Path | None) -> None:
    """Read one of a capture's tables, then print it or write it to a file."""
    if out is not None:
        _check_suffix(out, (".csv", ".json"))
    with _opened(file) as capture:
        table: pd.DataFrame = getattr(capture, view)()
        if ue is not None:
            from campus5g.capture.ladder.ladder import key_of

            table = table[table["ue"] == key_of(ue, capture.correlation.traces)]
        remarks = capture.remarks() if table.empty and not as_json and out is None else []
    records = json.loads(table.to_json(orient="records", force_ascii=False))
    if out is not None:
        text = table.to_csv(index=False) if out.suffix == ".csv" else _as_json(records)
        _write(out, text)
    elif as_json:
        _print_json(records)
    elif not records:
        console.print(_words().text("empty", view))
        _print_remarks(remarks)
    else:
        words = _words()
        columns, values = words.texts("columns"), words.texts("values")
        shown = Table(*(columns[name] for name in SHOWN[view]), box=SIMPLE)
        for record in records:
            cells = {
                **record,
                **{name: values.get(record[name], record[name]) for name in SORTS & record.keys()},
            }
            shown.add_row(*(_escaped(cells[column]) for column in SHOWN[view]))
        console.print(shown)


def _words() -> "Wording":
    # Slow to import, and not needed by a command that reads nothing.
    from campus5g.wording import Wording

    return Wording(__file__)


@contextmanager
def _opened(file: str) -> "Iterator[Capture]":
    """Open a capture, show the progress of reading it, and print its warnings as notices."""
    from campus5g.capture import open_capture
    from campus5g.capture.progress import watched

    with (
        warnings.catch_warnings(record=True) as caught,
        open_capture(file) as capture,
        watched() as progress,
        _bar(capture.path.name, progress),
    ):
        warnings.simplefilter("always")
        yield capture
    for notice in dict.fromkeys(str(each.message) for each in caught):
        notices.print(f"[yellow]![/] {_escaped(notice)}", highlight=False, soft_wrap=True)


def _bar(name: str, reading: "Reading") -> "AbstractContextManager[object]":
    """Return what shows on a terminal how much of a file has been read; nothing elsewhere."""
    if not notices.is_terminal:
        return nullcontext()
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    class Bar(Progress):
        def get_renderables(self) -> "Iterable[RenderableType]":
            """Update the progress each time the bar is drawn."""
            for task in self.tasks:
                self.update(
                    task.id,
                    description=t(
                        fr=f"Lecture de {escape(name)}, passage {reading.passes}",
                        en=f"Reading {escape(name)}, pass {reading.passes}",
                    ),
                    total=reading.size_bytes,
                    completed=reading.read_bytes,
                )
            return super().get_renderables()

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bar = Bar(*columns, console=notices, transient=True)
    bar.add_task("", total=None)
    return bar


def _check_suffix(out: Path, known: "Sequence[str] | Mapping[str, object]") -> None:
    from campus5g.capture import CaptureError

    if out.suffix not in known:
        raise CaptureError(
            t(
                fr=f"Le nom {out.name} ne finit pas par un format connu.",
                en=f"The name {out.name} does not end in a known format.",
            ),
            t(fr=f"Prenez {' ou '.join(known)}.", en=f"Use {' or '.join(known)}."),
        )


def _write(out: Path, text: str) -> None:
    from campus5g.capture import CaptureError

    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CaptureError(
            t(
                fr=f"{out} ne peut pas être écrit ({error.strerror}).",
                en=f"{out} can't be written ({error.strerror}).",
            ),
            t(fr="Choisissez un autre endroit avec --out.", en="Choose another place with --out."),
        ) from error
    notices.print(f"[green]✓[/] {_escaped(str(out))}", highlight=False, soft_wrap=True)


def _print_remarks(remarks: Iterable[str]) -> None:
    for remark in remarks:
        notices.print(f"[yellow]![/] {_escaped(remark)}", highlight=False, soft_wrap=True)


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _print_json(data: object) -> None:
    print(_as_json(data))


def _safe(value: object) -> str:
    """Return a cell without control characters that a capture could send to the terminal."""
    from campus5g.capture.ladder.flow import clean

    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return clean(str(value))


def _escaped(value: object) -> str:
    if isinstance(value, float):
        return t(fr=f"{value:.4f}".replace(".", ","), en=f"{value:.4f}")
    return escape(_safe(value))
