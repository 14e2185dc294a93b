"""The project file on a module's page: earlier parts to read, this module's to fill in."""

import datetime
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakSet

import anywidget
import traitlets

from campus5g.courseware.keeping import KEEPING
from campus5g.courseware.page.file_parts import FileField, FilePart
from campus5g.courseware.page.manifest import PageManifest, load_page_manifest
from campus5g.courseware.project_file.export import MEDIA_TYPES, Format, exported
from campus5g.courseware.project_file.shown import field_shown, in_words, result_words
from campus5g.courseware.project_file.weak_lines import weak_in
from campus5g.courseware.project_file.written import (
    Figure,
    Value,
    Written,
    accepted,
    keep_field,
    written_fields,
)
from campus5g.kit.starting.private import this_learner
from campus5g.language import current_language
from campus5g.look import TOKENS_FILE
from campus5g.manifest import ManifestError
from campus5g.wording import Wording

_HERE = Path(__file__).parent
_WORDS = Wording(__file__)

# The tokens count within the file only: JupyterLab has a look of its own.
_CSS = TOKENS_FILE.read_text(encoding="utf-8").replace(":root", ":where(.c5g-file)") + (
    _HERE / "project_file.css"
).read_text(encoding="utf-8")


class FileWidget(anywidget.AnyWidget):
    """A form that keeps what is written while it is written."""

    _esm = KEEPING + (_HERE / "project_file.js").read_text(encoding="utf-8")
    _css = _CSS
    _open: ClassVar["WeakSet[FileWidget]"] = WeakSet()

    view = traitlets.Dict().tag(sync=True)
    figures = traitlets.Dict().tag(sync=True)

    def __init__(self, page: PageManifest, own: Sequence[FilePart], learner: str) -> None:
        """Show a course's file.

        Args:
            page: what was released with the notebook.
            own: the parts to fill in here.
            learner: the account's name.
        """
        super().__init__()
        parts = page.file
        self._course, self._parts, self._learner = page.course, parts, learner
        self._own = {field.id: (part, field) for part in own for field in part.fields}
        written = written_fields(parts, learner)
        earlier = parts[: parts.index(own[0])] if own else parts
        self.view = {
            "words": _WORDS.texts("page"),
            "earlier": [_as_read(part, written) for part in earlier],
            "parts": [self._to_fill(part, written) for part in own],
        }
        self.figures = {
            name: value.model_dump()
            for name, value in written.items()
            if name in self._own and isinstance(value, Figure)
        }
        self.on_msg(self._take)
        self._open.add(self)

    @classmethod
    def put_figure(cls, part: FilePart, field: FileField, figure: Figure, learner: str) -> None:
        """Keep a figure, and show it where this kernel shows the file."""
        keep_field(part, field, figure, learner)
        for each in list(cls._open):
            if field.id in each._own:
                each.figures = {**each.figures, field.id: figure.model_dump()}

    def _take(self, _widget: object, message: object, _buffers: object) -> None:
        """Keep a field, ``{"field", "value"}``; the page waits for the answer."""
        if not isinstance(message, dict):
            return
        if message.get("export") in MEDIA_TYPES:
            self._export(message["export"])
            return
        name = str(message.get("field"))
        if name not in self._own:
            return
        part, field = self._own[name]
        value = accepted(field, message.get("value"))
        if value is None:
            self.send({"field": name, "refused": True})
            return
        keep_field(part, field, value, self._learner)
        if field.kind == "figure":
            self.figures = {each: kept for each, kept in self.figures.items() if each != name}
        self.send({"field": name, "value": message.get("value"), **self._found(field, value)})

    def _export(self, format_: Format) -> None:
        """Send the file as it stands, as a document."""
        content = exported(
            format_,
            current_language(),
            course=self._course,
            parts=self._parts,
            written=written_fields(self._parts, self._learner),
            by=self._learner,
            today=datetime.datetime.now(datetime.UTC).date(),
        )
        name = f"{_WORDS.text('page', 'file_name')}.{format_}"
        self.send({"export": format_, "name": name, "type": MEDIA_TYPES[format_]}, [content])

    def _to_fill(self, part: FilePart, written: Written) -> dict[str, Any]:
        return {
            "title": str(part.title),
            "fields": [
                {
                    **field_shown(field, written.get(field.id)),
                    **self._found(field, written.get(field.id)),
                }
                for field in part.fields
            ],
        }

    def _found(self, field: FileField, value: Value | None) -> dict[str, Any]:
        """Return what is to be said of a value that was written."""
        weak = [{"line": line, "sentence": sentence} for line, sentence in weak_in(field, value)]
        return {"weak": weak, "result": result_words(field, value)}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        written = written_fields(self._parts, self._learner)
        lines = [
            (str(field.title), in_words(field, written.get(field.id)))
            for part in self._parts
            for field in part.fields
        ]
        plain = "\n".join(f"{title}: {text}" for title, text in lines)
        listed = "".join(
            f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in lines
        )
        return {**data, "text/plain": plain, "text/html": f"<dl>{listed}</dl>"}, metadata


def page_here() -> PageManifest | None:
    """Return what was released with the notebook in the working folder; None without a file."""
    try:
        page = load_page_manifest(Path.cwd())
    except ManifestError:
        return None
    return page if page.file else None


def part_here() -> FileWidget | None:
    """Return the file with the parts of the module in the working folder to fill in."""
    page = page_here()
    if page is None:
        return None
    return FileWidget(page, [part for part in page.file if part.module == page.id], this_learner())


def whole_here() -> FileWidget | None:
    """Return the file with all parts to fill in."""
    page = page_here()
    return FileWidget(page, page.file, this_learner()) if page else None


def _as_read(part: FilePart, written: Written) -> dict[str, Any]:
    return {
        "title": str(part.title),
        "fields": [
            {"title": str(field.title), "text": in_words(field, written.get(field.id))}
            for field in part.fields
        ],
    }
