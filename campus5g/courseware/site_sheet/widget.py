"""The site sheet on a module's page: earlier rows to read, this module's to fill in."""

from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.keeping import KEEPING
from campus5g.courseware.page.manifest import PageManifest, SheetRow, load_page_manifest
from campus5g.courseware.progress import Progress
from campus5g.courseware.site_sheet.written import LONGEST_TEXT, written_rows
from campus5g.kit.starting.private import this_learner
from campus5g.look import TOKENS_FILE
from campus5g.manifest import ManifestError
from campus5g.wording import Wording

_HERE = Path(__file__).parent
_WORDS = Wording(__file__)

# The tokens count within the sheet only: JupyterLab has a look of its own.
_CSS = TOKENS_FILE.read_text(encoding="utf-8").replace(":root", ":where(.c5g-sheet)") + (
    _HERE / "site_sheet.css"
).read_text(encoding="utf-8")


class SiteSheetWidget(anywidget.AnyWidget):
    """A form that keeps what is written while it is written."""

    _esm = KEEPING + (_HERE / "site_sheet.js").read_text(encoding="utf-8")
    _css = _CSS

    view = traitlets.Dict().tag(sync=True)

    def __init__(self, page: PageManifest, learner: str) -> None:
        """Show the sheet of a page's course.

        Args:
            page: what was released with the notebook.
            learner: the account's name.
        """
        super().__init__()
        self._progress = Progress(page.id, learner)
        self._own = {row.id for row in page.sheet if row.module == page.id}
        written = written_rows(page.sheet, learner)
        own = [row for row in page.sheet if row.id in self._own]
        before = page.sheet[: page.sheet.index(own[0])] if own else page.sheet
        self.view = {
            "words": _WORDS.texts("page"),
            "longest": LONGEST_TEXT,
            "earlier": [_shown(row, written) for row in before],
            "rows": [_shown(row, written) for row in own],
        }
        self.on_msg(self._take)

    def _take(self, _widget: object, message: object, _buffers: object) -> None:
        """Keep a row: ``{"row", "text"}``; the page waits for the same message in reply."""
        if not isinstance(message, dict):
            return
        row, text = str(message.get("row")), str(message.get("text"))
        if row in self._own and len(text) <= LONGEST_TEXT:
            self._progress.responded(row, text.strip())
            self.send({"row": row, "text": text})

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        shown = [*self.view["earlier"], *self.view["rows"]]
        plain = "\n".join(f"{row['title']}: {row['text']}" for row in shown)
        lines = "".join(
            f"<dt>{escape(row['title'])}</dt><dd>{escape(row['text'])}</dd>" for row in shown
        )
        return {**data, "text/plain": plain, "text/html": f"<dl>{lines}</dl>"}, metadata


def sheet_here() -> SiteSheetWidget | None:
    """Return the sheet for the module in the working folder; None if no page was released."""
    try:
        page = load_page_manifest(Path.cwd())
    except ManifestError:
        return None
    return SiteSheetWidget(page, this_learner()) if page.sheet else None


def _shown(row: SheetRow, written: dict[str, str]) -> dict[str, str]:
    return {
        "id": row.id,
        "title": str(row.title),
        "prompt": str(row.prompt),
        "example": str(row.example),
        "text": written.get(row.id, ""),
    }
