"""Deals a learner's card: runs a lab's ``card.py`` on their draw, in a process of its own.

The process knows the one draw, and no secret.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path

from campus5g.courseware.lab.learner_card import (
    CARD_FILE,
    Card,
    CardError,
    card_text,
    missing_card,
)
from campus5g.draw import DRAW_VARIABLE, Draw
from campus5g.language import LANGUAGES, speak, t

CARD_PROGRAM = "card.py"
"""A lab's own program with ``card_of(draw)``; it stays with the graders."""

_WITHIN_S = 60
_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")


def has_cards(folder: Path) -> bool:
    """Return whether a lab, as authors and graders have it, deals a card to each learner."""
    return (folder / CARD_PROGRAM).is_file()


def dealt(folder: Path, draw: Draw) -> str:
    """Return the text of the ``card.json`` that a draw gives.

    Args:
        folder: the lab's, with its ``card.py``.
        draw: the learner's.

    Raises:
        CardError: the lab's programs fail.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        return subprocess.run(
            [sys.executable, "-B", "-m", __name__],
            cwd=folder,
            env={**passed_on, DRAW_VARIABLE: draw.seed.hex()},
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=_WITHIN_S,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", None) or error).strip().splitlines()
        raise CardError(
            t(
                fr=f"La carte de {folder.name} n’a pas pu être tirée : {said[-1]}",
                en=f"The card of {folder.name} could not be drawn: {said[-1]}",
            ),
            t(fr=f"Corrigez {CARD_PROGRAM}.", en=f"Correct {CARD_PROGRAM}."),
        ) from error


def lay_card(lab: Path, draw: Draw, folder: Path) -> None:
    """Write the card of a draw beside a learner's notebook, if the lab deals cards.

    Args:
        lab: as `dealt`.
        draw: the learner's.
        folder: the learner's.

    Raises:
        CardError: the lab's programs fail.
    """
    if has_cards(lab):
        (folder / CARD_FILE).write_text(dealt(lab, draw), encoding="utf-8")


def card_here(folder: Path, draw: Draw) -> Card:
    """Return the card in the language in force, where the lab's own programs lie, as an author has.

    Args:
        folder: the working folder, from which this process imports.
        draw: the author's.

    Raises:
        CardError: there is neither a card nor a program for it.
    """
    if not has_cards(folder):
        raise missing_card()
    card: Card = importlib.import_module("card").card_of(draw)
    return card


def _main() -> None:
    draw = Draw(bytes.fromhex(os.environ[DRAW_VARIABLE]))
    card_of = importlib.import_module("card").card_of
    cards = {}
    for language in LANGUAGES:
        speak(language)
        cards[language] = card_of(draw)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print(card_text(cards))


if __name__ == "__main__":
    _main()
