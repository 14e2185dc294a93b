"""Documents on paper: PDFs by WeasyPrint from a template and the tokens of Campus 5G."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campus5g.language import Language, translator
from campus5g.look import TOKENS_FILE
from campus5g.site.words import in_language

# The brand on every page of the site.
_SHARED = Path(__file__).parent / "templates"


def written(template: Path, language: Language, **shown: Any) -> str:
    """Fill a template; it has `t`, `words` and `language` as the site's pages do.

    Args:
        template: the file.
        language: of the document.
        shown: what it shows.
    """
    return (
        _environment(template.parent)
        .get_template(template.name)
        .render(t=translator(language), words=in_language(language), language=language, **shown)
    )


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


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader([folder, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
