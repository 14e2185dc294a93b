"""Modules work offline: they fetch nothing and import no network client."""

import ast
import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.passages import Passage

_CLIENTS = {"aiohttp", "ftplib", "http", "httpx", "requests", "socket", "urllib", "urllib3"}
# Parts of these packages that only read addresses.
_HARMLESS = {"urllib.parse", "http.HTTPStatus"}

FETCHED = re.compile(
    r"""<(?:script|iframe|link|img|video|audio|source|object|embed)\b[^>]*?
        \b(?:src|href|data)\s*=\s*["'](?P<address>(?:https?:)?//[^"']+)""",
    re.IGNORECASE | re.VERBOSE,
)

_REMEDY = "Put what is needed beside the notebook: pages and graded notebooks have no network."


def network_findings(
    notebook: NotebookNode, passages: Sequence[Passage], module: Module
) -> Iterator[Finding]:
    """Find what a text or a program of the module would fetch."""
    for passage in passages:
        for html in passage.prose.html:
            for match in FETCHED.finditer(html):
                yield passage.finding(f"It fetches {match['address']}.", _REMEDY)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            for name in _clients_in(cell.source):
                yield Finding(f"It imports {name}.", _REMEDY, number, cell.get("id"))
    for file in module.programs:
        for name in _clients_in(file.read_text(encoding="utf-8")):
            yield Finding(f"It imports {name}.", _REMEDY, file=file.name)


def _clients_in(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            harmless = any(name == each or name.startswith(f"{each}.") for each in _HARMLESS)
            if name.split(".")[0] in _CLIENTS and not harmless:
                yield name
