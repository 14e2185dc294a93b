"""A learner's written answer as HTML, for a page of the portal."""

from functools import cache

import mistune

from campus5g.harmless_html import harmless


def answer_html(markdown: str) -> str:
    """Return the HTML of an answer in Markdown, which can neither run nor look like the page.

    HTML that the learner wrote is shown as text; headings stay below those of the page, pictures
    are named by their words, and lines end where the learner ended them. A link opens elsewhere.
    """
    html = harmless(str(_converter()(markdown)))
    # Without quotes: what looks like a link inside of an attribute can't end that.
    return html.replace("<a ", "<a target=_blank rel=noreferrer ")


@cache
def _converter() -> mistune.Markdown:
    return mistune.create_markdown(
        renderer=_Renderer(escape=True), hard_wrap=True, plugins=["table", "strikethrough"]
    )


class _Renderer(mistune.HTMLRenderer):
    def heading(self, text: str, level: int, **attributes: object) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"<em>{mistune.escape(text or url)}</em>"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """Leave its alignment out, a style that the portal's pages refuse (the plugin asks)."""
        name = "th" if head else "td"
        return f"<{name}>{text}</{name}>\n"
