"""Whether a module has a sheet that its trainer can lead the session by."""

from collections.abc import Iterator

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.trainer_sheet import LINES, TRAINER_FILE, trainer_sheet_of


def trainer_sheet_findings(module: Module) -> Iterator[Finding]:
    """Find a module without a trainer's sheet, or with a line left untranslated.

    Raises:
        ManifestError: the sheet can't be read.
    """
    sheet = trainer_sheet_of(module)
    if sheet is None:
        yield Finding(
            "The module has no trainer's sheet.",
            f"Write {LINES} lines: opening, debate, pitfalls, debrief.",
            file=TRAINER_FILE,
        )
        return
    for line in (*sheet.opening, *sheet.debate, *sheet.pitfalls, *sheet.debrief):
        if line.fr == line.en:
            yield Finding(
                f"A line is the same in both languages: {line.fr}",
                "Translate it.",
                file=TRAINER_FILE,
            )
