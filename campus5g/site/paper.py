"""The site's documents on paper, from templates that write as its pages do."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campus5g.language import Language, translator
from campus5g.paper import laid_out, pdf_of
from campus5g.site.words import in_language

__all__ = ["laid_out", "pdf_of", "written"]

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


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader([folder, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
