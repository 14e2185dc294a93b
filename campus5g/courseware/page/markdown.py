"""The text of a module's page: Markdown to HTML, with glossary words explained in place."""

import base64
import mimetypes
import re
from collections.abc import Container
from html import escape
from pathlib import Path

import mistune

from campus5g.language import Language, translator

_GLOSSARY = "glossary:"

# A browser may break a line after a button, even before a comma.
_WORD = r'<button type="button" class="word"[^>]*>[^<]*</button>'
_WORD_THEN_MARK = re.compile(rf"(<(strong|em)>{_WORD}</\2>|{_WORD})([,.)…]+)")


class PageMarkdown:
    """Turns an author's Markdown into HTML that stands alone: nothing is fetched for it.

    Args:
        language: language of the words that the page adds.
        words: ids of the glossary; other marked words stay plain.
        folder: the folder of the images.
    """

    def __init__(self, language: Language, words: Container[str], folder: Path) -> None:
        self._convert = mistune.create_markdown(
            renderer=_Renderer(language, words, folder),
            plugins=["table", "strikethrough", "def_list", "footnotes"],
        )

    def __call__(self, source: str) -> str:
        """Return the HTML of one text."""
        html = str(self._convert(source))
        return _WORD_THEN_MARK.sub(r'<span class="together">\1\3</span>', html)


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, language: Language, words: Container[str], folder: Path) -> None:
        super().__init__(escape=False)
        self._t = translator(language)
        self._words = words
        self._folder = folder

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith(_GLOSSARY):
            word = url.removeprefix(_GLOSSARY)
            if word not in self._words:
                return text
            return f'<button type="button" class="word" popovertarget="word-{word}">{text}</button>'
        if not url.startswith(("http://", "https://")):
            return super().link(text, url, title)
        opens = self._t(fr="nouvel onglet", en="new tab")
        return (
            f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{text}'
            f'<span class="unseen"> ({opens})</span></a>'
        )

    def image(self, text: str, url: str, title: str | None = None) -> str:
        file = self._folder / url
        if "://" not in url and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            url = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
        return f'<img src="{escape(url)}" alt="{escape(text)}">'

    def table(self, text: str) -> str:
        """Let a wide table scroll within itself, by keyboard too (the table plugin asks)."""
        label = self._t(fr="Tableau", en="Table")
        opening = f'<div class="table" role="group" aria-label="{label}" tabindex="0">'
        return f"{opening}<table>{text}</table></div>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """Make an empty heading, as of a table's corner, a plain cell (the table plugin asks)."""
        name = "th" if head and text else "td"
        style = f' style="text-align:{align}"' if align else ""
        return f"<{name}{style}>{text}</{name}>\n"
