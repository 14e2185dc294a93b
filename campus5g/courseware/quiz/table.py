"""A table in HTML, as results are shown on a page and in the trainer's feedback."""

from collections.abc import Iterable
from html import escape


def table_html(caption: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """Return a table with its caption and column heads.

    Args:
        caption: what it shows, in plain text.
        heads: what the columns are called, in plain text.
        rows: each a ``<tr>`` in HTML.
    """
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
