"""How much a learner may hand in: what a class needs many times over, and a disk can take."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.language import t

LARGEST_MB = 100
"""Of one hand-in. A notebook with its figures and evidence has a few; a whole home has more."""

MOST_HAND_INS = 40
"""Of one learner in one module; the newest counts."""

MOST_MB = 400
"""Of all hand-ins of one learner in one module."""


def refusal(megabytes: float, earlier: list[Path]) -> CampusError | None:
    """Return why a hand-in is not taken, in words for its learner; None if it is.

    Args:
        megabytes: how large it is.
        earlier: the folders of what the learner has handed in of the module before.
    """
    if megabytes > LARGEST_MB:
        return CampusError(
            t(
                fr=f"Le dossier pèse {megabytes:.0f} Mo\N{NO-BREAK SPACE}: c’est trop pour un "
                "rendu.",
                en=f"The folder is {megabytes:.0f} MB, which is too large to hand in.",
            ),
            t(
                fr=f"Retirez-en les fichiers que vous avez ajoutés ({LARGEST_MB} Mo au plus).",
                en=f"Remove files that you added ({LARGEST_MB} MB at most).",
            ),
        )
    if len(earlier) >= MOST_HAND_INS or megabytes + sum(map(size_mb, earlier)) > MOST_MB:
        return CampusError(
            t(
                fr=f"Vous avez déjà rendu ce module {len(earlier)} fois\N{NO-BREAK SPACE}: "
                "c’est le plus que le site garde.",
                en=f"You have already handed in this module {len(earlier)} times, which is the "
                "most that the site keeps.",
            ),
            t(
                fr="Votre dernier rendu compte. Pour le remplacer, prévenez votre formateur.",
                en="Your last hand-in counts. To replace it, tell your trainer.",
            ),
        )
    return None


def size_mb(folder: Path) -> float:
    """Return the size of all files below a folder, in megabytes."""
    return sum(file.st_size for file in _files(folder)) / 1_000_000


def _files(folder: Path) -> Iterator[os.stat_result]:
    for place, _, names in os.walk(folder):
        for name in names:
            # JupyterLab saves through a temporary file, which disappears a moment later.
            with contextlib.suppress(FileNotFoundError):
                yield (Path(place) / name).lstat()
