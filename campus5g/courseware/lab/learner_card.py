"""The card of a learner's draw: what it set for them, to read, and the data to work on.

A lab's ``card.py`` makes it of a draw, where graders are. Learners get what is printed, in
``card.json`` beside their notebook; the programs that know more stay with the graders.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Self

from campus5g.errors import CampusError
from campus5g.language import LANGUAGES, Language, current_language, t

CARD_FILE = "card.json"
"""The learner's card in both languages, beside their notebook."""

_CELL = "text-align:left;padding:.15rem 1rem .15rem 0"


@dataclass(frozen=True)
class Lettered:
    """The choices of a question as a learner sees them.

    Args:
        lists: the choices in the order shown, each a letter and its text, in one list or several.
    """

    lists: tuple[tuple[tuple[str, str], ...], ...]

    def _repr_html_(self) -> str:
        return "".join(
            "<div style='margin:.4rem 0 1rem'>"
            + "".join(
                f"<p style='margin:.2rem 0'><b>{escape(letter)}.</b> {escape(text)}</p>"
                for letter, text in each
            )
            + "</div>"
            for each in self.lists
        )

    def __repr__(self) -> str:
        return "\n".join(f"{letter}. {text}" for each in self.lists for letter, text in each)


@dataclass(frozen=True)
class Card:
    """What a draw set, for a notebook or a terminal.

    Args:
        code: the draw's.
        facts: values with units by what they are, in the reader's language: they are read, and
            typed where an answer needs them.
        lettered: the choices of questions, by the question's name.
        given: the data that a notebook works on, by name, in JSON's own types: ``card["name"]``.
    """

    code: str
    facts: Mapping[str, str]
    lettered: Mapping[str, Lettered] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The code, in words."""
        return t(fr=f"Votre tirage {self.code}", en=f"Your draw {self.code}")

    def choices(self, question: str) -> Lettered:
        """Return the choices of a question.

        Raises:
            CardError: the card has no such question.
        """
        if question not in self.lettered:
            raise _missing(question)
        return self.lettered[question]

    def __getitem__(self, name: str) -> Any:
        """Return data to work on; raises `CardError` if the card has none of this name."""
        if name not in self.given:
            raise _missing(name)
        return self.given[name]

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

    def as_data(self) -> dict[str, Any]:
        """Return the card in JSON's own types."""
        return {
            "code": self.code,
            "facts": list(self.facts.items()),
            "choices": {name: each.lists for name, each in self.lettered.items()},
            "given": dict(self.given),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the card that `as_data` described."""
        return cls(
            data["code"],
            dict(data["facts"]),
            {name: Lettered(_tuples(lists)) for name, lists in data["choices"].items()},
            data["given"],
        )


class CardError(CampusError):
    """A card is missing, or has not what a notebook asks it for."""


def read_card(file: Path, language: Language | None = None) -> Card:
    """Read a learner's card.

    Args:
        file: ``card.json``.
        language: the reader's; the one in force if not given.

    Raises:
        CardError: it can't be read.
    """
    try:
        cards = json.loads(file.read_text(encoding="utf-8"))
        return Card.from_data(cards[language or current_language()])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CardError(
            t(fr="Votre carte ne se lit pas.", en="Your card can't be read."), _open_again()
        ) from error


def card_text(cards: Mapping[Language, Card]) -> str:
    """Return the text of ``card.json``: the card in each language."""
    data = {language: cards[language].as_data() for language in LANGUAGES}
    return json.dumps(data, ensure_ascii=False)


def without_words(text: str) -> str:
    """Return a ``card.json`` with nothing to read on it: only the data that a notebook works on.

    It is the one that a notebook finds while it is graded. What an answer needs of the card has
    been read and typed by then, so that a cell that reads it from the card answers nothing.
    """
    cards = json.loads(text)
    for card in cards.values():
        card |= {"facts": [], "choices": {name: [] for name in card["choices"]}}
    return json.dumps(cards, ensure_ascii=False)


def missing_card() -> CardError:
    """Return the error of a lab without a card."""
    return CardError(
        t(
            fr="Votre carte n’est pas à côté de ce notebook.",
            en="Your card is not beside this notebook.",
        ),
        _open_again(),
    )


def _missing(name: str) -> CardError:
    return CardError(
        t(fr=f"Votre carte n’a rien sous « {name} ».", en=f"Your card has nothing under “{name}”."),
        _open_again(),
    )


def _open_again() -> str:
    return t(
        fr="Fermez l’atelier et rouvrez-le depuis votre page d’accueil : elle l’y met.",
        en="Close the lab and open it again from your home page: that puts it there.",
    )


def _tuples(lists: list[list[list[str]]]) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(tuple((letter, text) for letter, text in each) for each in lists)
