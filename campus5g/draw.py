"""What chance gives one learner in one module: theirs alone, and the same whenever they come back.

An installation keeps one secret. From it comes a key for each learner, and from the key a draw for
each module of a cohort, each time by HMAC-SHA256 (RFC 2104). A learner's server, which opens the
modules of all their cohorts, gets that learner's key only, so that the draw of another can't be
computed there. Graders have the secret, and never believe a file of the learner's: what they run
gets the one draw that is due.

Outside of a site nobody learns in a cohort: the draw is that of the cohort without a name.
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
"""Environment variable of a learner's server: their key in hexadecimal."""

DRAW_VARIABLE = "CAMPUS5G_DRAW"
"""Environment variable of what runs for one submission: its draw's seed in hexadecimal."""

SECRET_VARIABLE = "CAMPUS5G_DRAW_SECRET"  # noqa: S105 - its name
"""Environment variable of an installation's secret in hexadecimal, where no file holds it: for a
site whose parts share no folder."""

SECRET_FILE = "draw-secret"  # noqa: S105 - its name
"""The name of the file in the data folder that holds an installation's secret."""

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
    def from_key(cls, key: bytes, module: str, cohort: str = "") -> Self:
        """Return the draw that a learner's key gives in a module.

        Args:
            key: see `learner_key`.
            module: its folder's name, for example ``packet-capture``.
            cohort: the id of the cohort in which they learn it, and get another draw than in the
                next; empty for someone who learns outside of any.
        """
        return cls(_hmac(key, "module", module, cohort))

    @classmethod
    def named(cls, name: str) -> Self:
        """Return a draw of no learner, for authors: the same on every machine.

        Args:
            name: any; another name is another draw.
        """
        return cls(_hmac(b"", "named", name))

    @property
    def code(self) -> str:
        """Four letters and digits by which people name it: the learner's, the trainer's page."""
        number = int.from_bytes(self.seed[:4])
        return "".join(_LETTERS[number >> 5 * place & 31] for place in range(_CODE_LETTERS))

    @property
    def variation(self) -> str:
        """What a virtual kit's network varies by: 16 hexadecimal digits."""
        return _hmac(self.seed, "purpose", "network")[:8].hex()

    def random(self, purpose: str) -> Random:
        """Return a source of chance for one purpose; others are independent of it.

        Args:
            purpose: what is drawn, for example ``fault``. Drawing one thing more does not change
                what was drawn for another purpose.
        """
        # Chance for fairness, not for secrecy.
        return Random(_hmac(self.seed, "purpose", purpose))  # noqa: S311


def learner_key(secret: bytes, learner: str) -> bytes:
    """Return the key of a learner.

    Args:
        secret: the installation's.
        learner: the account's name.
    """
    return _hmac(secret, "learner", learner)


def this_draw(module: str, learner: str, cohort: str = "") -> Draw:
    """Return the draw of the person for whom this process runs.

    It is the one in ``CAMPUS5G_DRAW``, which graders set. Else it follows from the key in
    ``CAMPUS5G_DRAW_KEY``, which a site gives to a learner's server; without one, from this
    installation's own secret.

    Args:
        module: its folder's name.
        learner: the account's name.
        cohort: the id of the cohort in which they learn it; empty outside of any.

    Raises:
        CampusError: what is set can't be read, or the secret can't be kept.
    """
    if seed := _in_hexadecimal(DRAW_VARIABLE):
        return Draw(seed)
    key = _in_hexadecimal(KEY_VARIABLE) or learner_key(own_secret(), learner)
    return Draw.from_key(key, module, cohort)


def draw_in(folder: Path, learner: str) -> Draw:
    """Return the draw of the person whose notebook runs in a folder.

    Args:
        folder: the module's. On a site, the folder above it is named after the cohort.
        learner: the account's name.

    Raises:
        CampusError: as `this_draw`.
    """
    cohort = folder.parent.name if os.environ.get(KEY_VARIABLE) else ""
    return this_draw(folder.name, learner, cohort)


def own_secret(folder: Path | None = None) -> bytes:
    """Return this installation's secret, made at the first call and readable by its owner only.

    Args:
        folder: where it is kept; by default the data folder.

    Raises:
        CampusError: it can't be kept there, others may read it, or the environment's is unusable.
    """
    if secret := _in_hexadecimal(SECRET_VARIABLE):
        if len(secret) < _SECRET_BYTES:
            raise CampusError(
                f"{SECRET_VARIABLE} is too short.",
                f"Give it {_SECRET_BYTES} random bytes: openssl rand -hex {_SECRET_BYTES}.",
            )
        return secret
    file = (folder or data_folder()) / SECRET_FILE
    try:
        return _read(file)
    except FileNotFoundError:
        return _make(file)


def _in_hexadecimal(variable: str) -> bytes | None:
    """Return what a variable of the environment holds; None if it is not set."""
    written = os.environ.get(variable)
    if not written:
        return None
    try:
        return bytes.fromhex(written)
    except ValueError as error:
        raise CampusError(
            f"{variable} does not hold what it should.",
            "Stop your server and start it again; if this comes back, tell your trainer.",
        ) from error


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
