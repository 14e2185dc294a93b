"""The nbgrader preprocessor that puts a module's figures into its feedback pages."""

import base64
import mimetypes
import re
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import make_url

_FIGURE = re.compile(r"\]\(images/([\w.-]+)\)")


class EmbedFigures(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Replaces the addresses of figures, as a page that fetches nothing needs it.

    They come from the module's source: a submission can name no other file.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook with its figures (nbconvert's preprocessor interface)."""
        about = resources["nbgrader"]
        course = Path(make_url(about["db_url"]).database or "").parent
        figures = course / "source" / about["assignment"] / "images"

        def embedded(found: re.Match[str]) -> str:
            file = figures / found[1]
            if not file.is_file():
                return found[0]
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return f"](data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()})"

        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = _FIGURE.sub(embedded, cell.source)
        return nb, resources
