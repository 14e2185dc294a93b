"""``trainer.yaml`` beside a notebook: ten lines for who teaches it, never handed out."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from campus5g.authoring.catalogue import Module
from campus5g.manifest import Part, Text, impossible, load_manifest

TRAINER_FILE = "trainer.yaml"
LINES = 10

Lines = Annotated[list[Text], Field(min_length=1)]


class TrainerSheet(Part):
    """How to lead the session of a module or a lab, in ten lines.

    ``opening`` are questions before anything is read or measured, ``debate`` what to let the room
    argue about, ``pitfalls`` where learners go wrong and what to say then, ``debrief`` what must
    stay.
    """

    opening: Lines
    debate: Lines
    pitfalls: Lines
    debrief: Lines

    @model_validator(mode="after")
    def _ten_lines(self) -> Self:
        count = sum(map(len, (self.opening, self.debate, self.pitfalls, self.debrief)))
        if count != LINES:
            raise impossible(
                f"The trainer's sheet has {count} lines.",
                f"Write {LINES}: they are read at a glance before a session.",
            )
        return self


def trainer_sheet_of(module: Module) -> TrainerSheet | None:
    """Return a module's sheet; None if it has none.

    Raises:
        ManifestError: it can't be read.
    """
    file = module.folder / TRAINER_FILE
    return load_manifest(file, TrainerSheet) if file.is_file() else None
