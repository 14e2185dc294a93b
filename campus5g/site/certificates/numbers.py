"""Numbers and control codes.

A number can't be guessed (40 random bits), and anyone who has it learns whether the certificate is
valid, what for, and the holder's initials. The control code is made from the content's hash: it is
printed on the document only, and anyone who has both reads the holder's name, which is printed
beside the code anyway.
"""

import re
import secrets
import unicodedata

from campus5g.site.records.base import now

# Crockford's alphabet, whose characters are not confused with each other.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE_LETTERS = 8


def new_number() -> str:
    """Return a number that no other certificate has: ``C5G-2026-7F3K-9QXM``."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"C5G-{now().year}-{drawn[:4]}-{drawn[4:]}"


def as_number(typed: str) -> str:
    """Return a number in its issued form from what a person typed."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()).removeprefix("C5G").translate(_MISREAD)
    return f"C5G-{letters[:4]}-{letters[4:8]}-{letters[8:12]}"


def control_code(content_sha256: str) -> str:
    """Return the control code of a content: ``4KD2-81TX``."""
    value = int(content_sha256, 16)
    letters = "".join(_LETTERS[(value >> 5 * place) % 32] for place in range(_CODE_LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def same_code(typed: str, content_sha256: str) -> bool:
    """Return whether a typed control code matches, in any spelling."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_MISREAD)
    expected = control_code(content_sha256).replace("-", "")
    return secrets.compare_digest(letters, expected)


def initials(*names: str) -> str:
    """Return the initials of names in any script: ``É. D.``"""
    words = [word for name in names for word in re.split(r"[\s-]+", name) if word]
    firsts = [
        next((letter for letter in word if unicodedata.category(letter)[0] == "L"), "")
        for word in words
    ]
    return " ".join(f"{first.upper()}." for first in firsts if first)
