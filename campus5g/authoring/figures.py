"""A module's figures, whose machines are parts of the library of drawings."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.scenes.figure import parts_of, with_parts
from campus5g.scenes.library import library


def figure_findings(module: Module) -> Iterator[Finding]:
    """Find figures that place a part which does not exist, or is no longer drawn like that."""
    for file, svg in _figures(module):
        name = file.relative_to(module.folder)
        strangers = [part for part in parts_of(svg) if part not in library()]
        for part in strangers:
            near = get_close_matches(part, library(), n=3)
            yield Finding(
                f"The figure {name} places a part {part}, which the library does not have.",
                f"Did you mean {' or '.join(near)}?" if near else "campus5g look shows all parts.",
                file=str(name),
            )
        if not strangers and with_parts(svg) != svg:
            yield Finding(
                f"The parts in the figure {name} are not as the library has them now.",
                "campus5g check --fix draws them.",
                file=str(name),
            )


def draw_parts(module: Module) -> None:
    """Draw the library's parts into a module's figures, where they exist."""
    for file, svg in _figures(module):
        if set(parts_of(svg)) <= set(library()) and (drawn := with_parts(svg)) != svg:
            file.write_text(drawn, encoding="utf-8")


def _figures(module: Module) -> Iterator[tuple[Path, str]]:
    for file in sorted((module.folder / "images").glob("*.svg")):
        yield file, file.read_text(encoding="utf-8")
