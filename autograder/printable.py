"""Names that others chose, as text that a terminal and a UTF-8 file can hold."""

import unicodedata

_KEPT = "\n\t"


def printable(text: str) -> str:
    r"""Return the text with what is no character, or drives a terminal, written out (``\x1b``).

    A folder's name may be any bytes; Python reads those that are not UTF-8 as lone surrogates.
    """
    return "".join(
        character if character in _KEPT or not _is_odd(character) else _written_out(character)
        for character in text
    )


def is_printable(text: str) -> bool:
    """Return whether `printable` would leave the text as it is."""
    return not any(_is_odd(character) and character not in _KEPT for character in text)


def _is_odd(character: str) -> bool:
    # Cc drives terminals, Cf turns the direction of writing, Cs is half of a character.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\u200c\u200d"


def _written_out(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
