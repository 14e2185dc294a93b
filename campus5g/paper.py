"""Documents on paper: PDFs by WeasyPrint, with the tokens of Campus 5G."""

from pathlib import Path
from typing import Any

from campus5g.look import TOKENS_FILE


def laid_out(text: str, style: Path) -> Any:
    """Return a WeasyPrint document: ``pages``, ``copy``, ``write_pdf``.

    Args:
        text: HTML that loads nothing.
        style: the document's stylesheet, on top of the tokens of Campus 5G.
    """
    # Half a second to import, and not needed by most processes of a site.
    from weasyprint import CSS, HTML

    return HTML(string=text, url_fetcher=_refuse_resources).render(
        stylesheets=[CSS(TOKENS_FILE), CSS(style)]
    )


def pdf_of(document: Any) -> bytes:
    """Return a laid-out document as a PDF that screen readers can read, too."""
    result: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return result


def _refuse_resources(url: str, *_: object, **__: object) -> Any:
    raise ValueError(f"A document loads nothing: {url}")
