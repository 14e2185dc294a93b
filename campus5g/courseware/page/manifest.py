"""What a module's page says about its module: ``module.yaml`` as released, and the glossary."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from campus5g.courseware.page.file_parts import FilePart
from campus5g.manifest import Part, Slug, Text, Words, load_manifest

MANIFEST_FILE = "module.yaml"

Minutes = Annotated[int, Field(ge=5, le=480)]


class Objective(Text):
    """What a learner can do at the end, with a verb that can be tested."""

    id: Slug


class Source(Part):
    """Where a module's figures come from."""

    title: Words
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]


class GlossaryWord(Part):
    """A word of the field, and what it means in a sentence or two."""

    word: Text
    meaning: Text


class Glossary(RootModel[dict[Slug, GlossaryWord]]):
    """``glossary.yaml``: the words of all modules by id."""


class Neighbour(Part):
    """The module before or after, as a learner of the cohort finds it."""

    id: Slug
    title: Text


class SheetRow(Part):
    """A row of the site sheet, which a learner fills in from module to module.

    ``module`` is the one that it belongs to; ``title`` names it, ``prompt`` asks for what it is to
    hold, in one or two sentences, and ``example`` shows one of an invented site.
    """

    id: Slug
    module: Slug
    title: Text
    prompt: Text
    example: Text


class PageManifest(Part):
    """What a page shows besides the notebook, released with it; ``id`` is the assignment's.

    ``later`` are the modules after the next one: where that is not open yet, the page leads to the
    first of them that is. ``file`` holds the parts of the course's project file.
    """

    id: Slug
    course: Text
    title: Text
    summary: Text
    minutes: Minutes
    objectives: Annotated[list[Objective], Field(min_length=1)]
    previous: Neighbour | None = None
    next: Neighbour | None = None
    later: list[Neighbour] = Field(default_factory=list)
    sources: list[Source] = Field(default_factory=list)
    glossary: dict[Slug, GlossaryWord] = Field(default_factory=dict)
    sheet: list[SheetRow] = Field(default_factory=list)
    file: list[FilePart] = Field(default_factory=list)


def load_page_manifest(folder: Path) -> PageManifest:
    """Read the page's manifest beside a released notebook.

    Raises:
        ManifestError: it is missing or invalid.
    """
    return load_manifest(
        folder / MANIFEST_FILE,
        PageManifest,
        if_unreadable="Open the module that was released to you, in its own folder.",
    )
