"""The card of a learner's case: the code of their draw, and what it set for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from campus5g.language import t

_CELL = "text-align:left;padding:.15rem 1rem .15rem 0"


@dataclass(frozen=True)
class CaseCard:
    """What a draw set, for a notebook or a terminal.

    Args:
        code: the draw's.
        facts: values with units by what they are, in the reader's language.
    """

    code: str
    facts: Mapping[str, str]

    @property
    def title(self) -> str:
        """The code, in words."""
        return t(fr=f"Votre tirage {self.code}", en=f"Your draw {self.code}")

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td style='{_CELL}'>{escape(name)}</td>"
            f"<td style='{_CELL}'><b>{escape(value)}</b></td></tr>"
            for name, value in self.facts.items()
        )
        return (
            "<table><caption style='text-align:left'>"
            f"<b>{escape(self.title)}</b></caption><tbody>{rows}</tbody></table>"
        )

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"  {name}: {each}" for name, each in self.facts.items())])
