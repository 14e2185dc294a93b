"""The document as a PDF: A4, vector, in the certificate's language, from its frozen content."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import segno

from campus5g.site.certificates.content import Content, digest
from campus5g.site.certificates.numbers import control_code
from campus5g.site.paper import laid_out, pdf_of, written

_HERE = Path(__file__).parent / "templates"


def pdf(contents: Sequence[Content], verification: str) -> bytes:
    """Return one PDF with a document after the other.

    Each fills a page: where its objectives are too many for that, they are set smaller, and only
    then go on overleaf.

    Args:
        contents: of at least one certificate.
        verification: address of the verification page, without the number.
    """
    documents = [_on_one_page(content, verification) for content in contents]
    pages = [page for document in documents for page in document.pages]
    return pdf_of(documents[0].copy(pages))


def html(content: Content, verification: str, *, dense: bool = False) -> str:
    """Return the document as the page that the PDF is made from."""
    code = control_code(digest(content.as_data()))
    address = f"{verification}/{content.number}"
    qr = segno.make(f"{address}?code={quote(code)}", error="m")
    return written(
        _HERE / "document.html",
        content.language,
        content=content,
        code=code,
        address=address,
        qr=qr.svg_inline(border=0, svgclass="qr", lineclass=None, omitsize=True),
        dense=dense,
    )


def _on_one_page(content: Content, verification: str) -> Any:
    document = laid_out(html(content, verification), _HERE / "document.css")
    if len(document.pages) > 1:
        document = laid_out(html(content, verification, dense=True), _HERE / "document.css")
    return document
