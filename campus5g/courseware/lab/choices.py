"""The choices of a lab's question in an order of the learner's own: no letter can be passed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from string import ascii_uppercase
from typing import Self

from campus5g.courseware.lab.learner_card import Lettered
from campus5g.draw import Draw


@dataclass(frozen=True)
class Choices:
    """Lettered choices, in one list or several; letters run on from list to list.

    Args:
        lists: the texts by name, each list in the order shown.
        alphabet: the letters, one for each choice.
    """

    lists: tuple[Mapping[str, str], ...]
    alphabet: str = ascii_uppercase

    @classmethod
    def shuffled(
        cls, draw: Draw, question: str, *lists: Mapping[str, str], scattered: bool = False
    ) -> Self:
        """Return the choices of a question in this learner's order.

        Args:
            draw: the learner's.
            question: its item's id; other questions are shuffled independently.
            lists: the texts in the learner's language by name.
            scattered: use letters of the whole alphabet, so that a neighbour's rarely occurs.
        """
        chance = draw.random(f"choices-{question}")
        shown = tuple(dict(chance.sample(list(each.items()), len(each))) for each in lists)
        if not scattered:
            return cls(shown)
        return cls(shown, "".join(sorted(chance.sample(ascii_uppercase, sum(map(len, shown))))))

    @property
    def _lettered(self) -> list[tuple[str, str, str]]:
        """Letter, name and text of each choice."""
        choices = [choice for each in self.lists for choice in each.items()]
        return [
            (letter, name, text)
            for letter, (name, text) in zip(self.alphabet, choices, strict=False)
        ]

    def letters(self, *names: str) -> tuple[str, ...]:
        """Return the letters of choices, in the order asked."""
        known = {name: letter for letter, name, _ in self._lettered}
        return tuple(known[name] for name in names)

    def named(self, letters: Iterable[str]) -> set[str]:
        """Return the names of the choices with these letters; other letters name nothing."""
        known = {letter: name for letter, name, _ in self._lettered}
        return {known[letter] for letter in letters if letter in known}

    @property
    def shown(self) -> Lettered:
        """The choices as the learner sees them."""
        lettered = iter(self._lettered)
        return Lettered(
            tuple(
                tuple((letter, text) for letter, _, text in islice(lettered, len(each)))
                for each in self.lists
            )
        )

    def _repr_html_(self) -> str:
        # Labs that were handed out before cards show their choices themselves.
        return self.shown._repr_html_()

    def __repr__(self) -> str:
        return repr(self.shown)
