"""The document as a PDF: a cover with the contents, then a section after the other."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from campus5g.courseware.project_file.document.content import Document
from campus5g.language import current_language
from campus5g.paper import laid_out, pdf_of

_HERE = Path(__file__).parent


def as_pdf(document: Document) -> bytes:
    """Return the document as a PDF, in the language in force."""
    text = _template().render(
        document=document,
        words=document.words,
        language=current_language(),
        # What only draws: `written.accepted` has seen to it.
        drawn=Markup,
    )
    return pdf_of(laid_out(text, _HERE / "document.css"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html")
