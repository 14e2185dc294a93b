"""Texts on recorded signalling: its messages and their fields."""

from campus5g.courseware.explorers.recordings import Nas, Piece
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


_CAUSES = {
    "20": ("preuve fausse", "wrong proof"),
    "21": ("défi déjà vu", "challenge seen before"),
}
"""5GMM causes 20 and 21 (TS 24.501, 9.11.3.2): MAC failure, synch failure."""


def message_name(message: Nas) -> str:
    """Return the display name of a message."""
    return _WORDS.text("message", message.name)


def piece_name(piece: Piece) -> str:
    """Return the display name of a field."""
    return _WORDS.text("piece", piece.id)


def piece_value(piece: Piece) -> str:
    """Return the value of a field, as the learner reads it."""
    if piece.id == "scheme":
        none, profile = t(fr="aucune", en="none"), t(fr="profil A", en="profile A")
        return f"{piece.value} ({profile if piece.value == '1' else none})"
    if piece.id == "cause":
        fr, en = _CAUSES[piece.value]
        return f"{piece.value} ({t(fr=fr, en=en)})"
    return piece.value


def piece_about(piece: Piece) -> str:
    """Return what a field is for, in a sentence."""
    return _WORDS.text("piece_about", piece.id)
