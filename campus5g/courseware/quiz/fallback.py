"""The questions as plain HTML, where widgets can't run: an export, a mail, a printed page."""

from collections.abc import Sequence
from html import escape

from campus5g.courseware.quiz.view import View, options_text
from campus5g.language import t


def as_html(items: Sequence[View]) -> str:
    """Return a list of questions as they are shown, without answers."""
    note = t(
        fr="Pour répondre, ouvrez ce module dans le navigateur du campus.",
        en="To answer, open this module in the campus’s own page.",
    )
    questions = f"<ol>{''.join(map(_question, items))}</ol>" if items else ""
    return f"{questions}<p><em>{note}</em></p>"


def _question(item: View) -> str:
    figure = ""
    if "svg" in item:
        figure = f"<figure>{item['svg']}<figcaption>{escape(item['alt'])}</figcaption></figure>"
    lists = [options_text(item[name]) for name in ("terms", "choices") if name in item]
    lines = "".join(
        "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>" for texts in lists
    )
    units = f"<p>({escape(', '.join(options_text(item['units'])))})</p>" if "units" in item else ""
    return f"<li><p>{escape(item['prompt'])}</p>{figure}{lines}{units}</li>"
