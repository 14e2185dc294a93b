"""Random pass phrases that a person can read aloud and type on a tablet."""

import secrets
from math import log2

# Left out: letters that are heard wrongly (c, g, h, j, q, w, x, y) or look like a digit (l).
_CONSONANTS = "bdfkmnprstvz"
_VOWELS = "aeiou"
_SYLLABLES = tuple(first + second for first in _CONSONANTS for second in _VOWELS)
_WORDS = 4
_SYLLABLES_PER_WORD = 3

ENTROPY_BITS = _WORDS * _SYLLABLES_PER_WORD * log2(len(_SYLLABLES))


def random_pass_phrase() -> str:
    """Return four words of three syllables, such as ``bodina-kurevo-sitamu-nepoda``."""
    return "-".join(
        "".join(secrets.choice(_SYLLABLES) for _ in range(_SYLLABLES_PER_WORD))
        for _ in range(_WORDS)
    )
