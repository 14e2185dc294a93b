"""Names of people in one cell, taken apart only where the cell or its heading says how."""

from typing import Literal

from campus5g.site.plain_letters import words_of

Order = Literal["last_first", "first_last", "name_in_capitals"]
"""What is said of such cells: an order, or that capitals alone tell the last name."""

ORDERS: tuple[Order, ...] = ("last_first", "first_last", "name_in_capitals")
CIVILITIES = {"m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "monsieur", "madame"}
# In front of a name in capitals they belong to it: "van den BERGHE", "de La FONTAINE".
_PARTICLES = {
    *("d", "de", "du", "des", "l", "la", "le", "les"),
    *("van", "von", "der", "den", "ten", "ter", "di", "da", "do", "dos", "del", "della", "el"),
}


def parts(full: str, order: Order) -> tuple[str, str] | None:
    """Return the first and the last name of a cell; None where nothing says which is which.

    A comma tells them apart (``Martin, Jean``), then capitals do, then the order of two words. Of
    more words none says where the last name ends.

    Args:
        full: the cell.
        order: as its column has it.
    """
    words = full.split()
    if len(words) > 2 and words_of(words[0]) in CIVILITIES:
        del words[0]
    last, comma, first = (each.strip() for each in " ".join(words).partition(","))
    if comma:
        return (first, last) if first and last and "," not in first else None
    by_capitals = _by_capitals(words)
    if by_capitals or order == "name_in_capitals":
        return by_capitals
    if len(words) != 2 or words_of(words[0]) in _PARTICLES:
        return None
    one, other = words
    return (other, one) if order == "last_first" else (one, other)


def _by_capitals(words: list[str]) -> tuple[str, str] | None:
    """Return first and last name where one end of a cell is in capitals and the other is not."""
    capitals = [place for place, word in enumerate(words) if _is_in_capitals(word)]
    if not capitals:
        return None
    start, end = capitals[0], capitals[-1] + 1
    while start and words_of(words[start - 1]) in _PARTICLES:
        start -= 1
    between = [word for place, word in enumerate(words[start:end], start) if place not in capitals]
    at_one_end = (start == 0) != (end == len(words))
    if not at_one_end or any(words_of(word) not in _PARTICLES for word in between):
        return None
    return " ".join(words[:start] + words[end:]), " ".join(words[start:end])


def _is_in_capitals(word: str) -> bool:
    """Return whether a word is in capitals; an initial or an elided particle says nothing."""
    elided, apostrophe, rest = word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").partition("'")
    if apostrophe and words_of(elided) in _PARTICLES:
        word = rest
    return word.isupper() and sum(map(str.isalpha, word)) > 1
