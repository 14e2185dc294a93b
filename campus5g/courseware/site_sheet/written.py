"""What a learner wrote in their site sheet."""

from collections.abc import Iterable
from pathlib import Path

from campus5g.courseware.page.manifest import SheetRow
from campus5g.courseware.progress import Progress

LONGEST_TEXT = 600
"""Letters of a row: two or three sentences, so that the sheet stays one page."""


def written_rows(
    rows: Iterable[SheetRow], learner: str, folder: Path | None = None
) -> dict[str, str]:
    """Return what a learner wrote, by the row's id; rows left empty are missing.

    Args:
        rows: of a course's sheet, with modules by their ids in the catalogue.
        learner: the account's name.
        folder: where progress is kept; by default where the site's data lies.
    """
    rows = list(rows)
    by_module = {
        module: Progress(module, learner, folder).responses()
        for module in dict.fromkeys(row.module for row in rows)
    }
    texts = {row.id: by_module[row.module].get(row.id, "") for row in rows}
    return {name: text for name, text in texts.items() if text}
