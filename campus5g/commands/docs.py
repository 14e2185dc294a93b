"""The command ``campus5g docs``: builds the documentation where it is not up to date, shows it."""

import contextlib
import os
import subprocess
import sys
import webbrowser
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campus5g.errors import CampusError
from campus5g.language import Language
from campus5g.places import HOUSE

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

documentation = typer.Typer()

_CONFIGURATION = HOUSE / "mkdocs.yml"
_BUILT = HOUSE / "build" / "docs"
_READ_BY_THE_BUILD = ("docs", "campus5g", "autograder", "kit-setup")


@documentation.command(epilog="Examples: campus5g docs · campus5g docs --language fr")
def docs(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes any free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the documentation in a browser.")] = True,
    language: Annotated[
        Language, typer.Option("--lang", "--language", help="Language of the first page.")
    ] = "en",
) -> None:
    """Show the documentation in a browser until Ctrl-C; works offline."""
    build_if_changed()
    with documentation_server(_BUILT, port) as server:
        url = f"http://127.0.0.1:{server.server_port}/{'fr/' if language == 'fr' else ''}"
        typer.echo(f"The documentation is at {url} (Ctrl-C ends it).")
        if browser:
            webbrowser.open(url)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


def documentation_server(folder: Path, port: int) -> "ThreadingHTTPServer":
    """Return a server of a folder on the loopback address; port 0 takes any free one.

    Raises:
        CampusError: the port is taken.
    """
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Requests of the reader's own browser are not worth a line."""

    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    except OSError as error:
        raise CampusError(
            f"The documentation can't be shown on port {port} ({error.strerror}).",
            "Leave --port out, or give another one.",
        ) from error


def build_if_changed() -> None:
    """Build the documentation unless what is built is newer than everything it is built from.

    Raises:
        CampusError: this is not a checkout, a package is missing, or a page is wrong.
    """
    if not _CONFIGURATION.is_file():
        raise CampusError(
            "The documentation is built from a checkout of Campus 5G; this is an installed copy.",
            "Run ./campus docs in a checkout.",
        )
    if _is_up_to_date():
        return
    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise CampusError(
            "The packages that build the documentation are not installed.",
            "Run ./campus docs in the checkout, which installs them, or: pip install -e '.[docs]'.",
        )
    typer.echo("Building the documentation (half a minute)…", err=True)
    build = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=HOUSE,
        # The theme's own notice on MkDocs 2: decision 14.
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if build.returncode != 0:
        raise CampusError(
            f"The documentation could not be built:\n{build.stdout.strip()}",
            "Correct the page that is named, then run the same command again.",
        )


def _is_up_to_date() -> bool:
    built = _BUILT / "sitemap.xml"
    return built.is_file() and built.stat().st_mtime > _last_change()


def _last_change() -> float:
    """Return when anything that the build reads was last changed, in seconds since 1970."""
    files = [_CONFIGURATION, *HOUSE.glob("*.md")]
    for folder in _READ_BY_THE_BUILD:
        files += [file for file in (HOUSE / folder).rglob("*") if file.suffix != ".pyc"]
    return max(file.stat().st_mtime for file in files if file.is_file())
