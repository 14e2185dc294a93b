"""What chance gives one learner in one module: theirs alone, and the same whenever they come back.

An installation keeps one secret. From it comes a key for each learner of a cohort, and from the key
a draw for each module, each time by HMAC-SHA256 (RFC 2104). A learner's server gets that learner's
key only, so that the draw of another can't be computed there. Graders have the secret, and never
believe a file of the learner's.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Self

from campus5g.errors import CampusError
from campus5g.places import data_folder
from campus5g.whole_file import create

KEY_VARIABLE = "CAMPUS5G_DRAW_KEY"
"""Environment variable: a learner's key in hexadecimal."""

_SECRET_BYTES = 32
# Crockford's alphabet: no letter is taken for a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LETTERS = 4


@dataclass(frozen=True)
class Draw:
    """The draw of a learner in a module.

    Args:
        seed: 32 bytes, from which all that is drawn follows.
    """

    seed: bytes

    @classmethod
    def from_key(cls, key: bytes, module: str) -> Self:
        """Return the draw that a learner's key gives in a module.

        Args:
            key: see `learner_key`.
            module: its folder's name, for example ``packet-capture``.
        """
        return cls(_hmac(key, "module", module))

    @property
    def code(self) -> str:
        """Four letters and digits by which people name it: the learner's, the trainer's page."""
        number = int.from_bytes(self.seed[:4])
        return "".join(_LETTERS[number >> 5 * place & 31] for place in range(_CODE_LETTERS))

    def random(self, purpose: str) -> Random:
        """Return a source of chance for one purpose; others are independent of it.

        Args:
            purpose: what is drawn, for example ``fault``. Drawing one thing more does not change
                what was drawn for another purpose.
        """
        # Chance for fairness, not for secrecy.
        return Random(_hmac(self.seed, "purpose", purpose))  # noqa: S311


def learner_key(secret: bytes, learner: str, cohort: str = "") -> bytes:
    """Return the key of a learner in a cohort.

    Args:
        secret: the installation's.
        learner: the account's name.
        cohort: its id; empty for someone who learns outside of any cohort.
    """
    return _hmac(secret, "learner", learner, cohort)


def this_draw(module: str, learner: str) -> Draw:
    """Return the draw of the person at this notebook.

    It follows from the key in ``CAMPUS5G_DRAW_KEY``, which a site and a grader set; without one,
    from this installation's own secret.

    Args:
        module: its folder's name.
        learner: the account's name.

    Raises:
        CampusError: the key can't be read, or the secret can't be kept.
    """
    written = os.environ.get(KEY_VARIABLE)
    if not written:
        return Draw.from_key(learner_key(own_secret(), learner), module)
    try:
        key = bytes.fromhex(written)
    except ValueError as error:
        raise CampusError(
            f"{KEY_VARIABLE} does not hold a key.",
            "Stop your server and start it again; if this comes back, tell your trainer.",
        ) from error
    return Draw.from_key(key, module)


def own_secret(folder: Path | None = None) -> bytes:
    """Return this installation's secret, made at the first call and readable by its owner only.

    Args:
        folder: where it is kept; by default the data folder.

    Raises:
        CampusError: it can't be kept there, or others may read it.
    """
    file = (folder or data_folder()) / "draw-secret"
    try:
        return _read(file)
    except FileNotFoundError:
        return _make(file)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        if os.fstat(opened.fileno()).st_mode & 0o077:
            raise CampusError(
                f"Others may read the secret of draws, {file}.",
                f"Make it private: chmod 600 {file}.",
            )
        return opened.read(_SECRET_BYTES)


def _make(file: Path) -> bytes:
    try:
        create(file, secrets.token_bytes(_SECRET_BYTES))
    except OSError as error:
        raise CampusError(
            f"The secret of draws can't be written to {file} ({error.strerror}).",
            "Name a folder that can be written in CAMPUS5G_DATA.",
        ) from error
    return _read(file)


def _hmac(key: bytes, *parts: str) -> bytes:
    """Return an HMAC over parts that can't run into each other."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(key, text.encode(), "sha256")
