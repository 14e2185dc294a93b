"""Names in the letters that accounts and addresses are made of."""

import re
import unicodedata

# Letters that Unicode does not take apart; each is written as its language does without it.
_APART = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "œ": "oe",
        "Œ": "Oe",
        "æ": "ae",
        "Æ": "Ae",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ı": "i",
    }
)


def plain(text: str) -> str:
    """Return a text in lower-case ASCII: ``Le Bœuf`` as ``le boeuf``; other scripts are left out.

    Args:
        text: as people write it.
    """
    return taken_apart(text).encode("ascii", "ignore").decode().lower().strip()


def words_of(text: str) -> str:
    """Return a text's words in plain letters, without punctuation: ``Prénom(s)`` as ``prenom s``.

    Args:
        text: as people write it.
    """
    return re.sub(r"[^a-z0-9]+", " ", plain(text)).strip()


def taken_apart(text: str) -> str:
    """Return a text whose letters are followed by their accents: ``é`` as ``e`` and an accent.

    Args:
        text: as people write it, in any script.
    """
    return unicodedata.normalize("NFKD", text.translate(_APART))
