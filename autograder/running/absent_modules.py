"""The modules that a notebook looked for in vain: a package that the course forgot, or a typo."""

import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograder.language import t

_MISSING = re.compile(r"No module named '([\w.]{1,60})'")
_NAMED_AT_MOST = 5


def absent_modules(nb: NotebookNode) -> tuple[str, ...]:
    """Return their names, as its outputs tell them."""
    return tuple(dict.fromkeys(_names(nb)))[:_NAMED_AT_MOST]


def sentence(modules: Iterable[str]) -> str:
    """Return what the trainer reads about them."""
    listed = ", ".join(modules)
    return t(
        fr=f"Module introuvable ici : {listed}. S’il vient d’un paquet dont le cours a besoin, "
        "installez ce paquet, puis corrigez de nouveau avec --force.",
        en=f"Module not found here: {listed}. If it belongs to a package that the course needs, "
        "install the package, then grade again with --force.",
    )


def _names(nb: NotebookNode) -> Iterator[str]:
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error" and output.ename == "ModuleNotFoundError":
                yield from _MISSING.findall(output.evalue)
