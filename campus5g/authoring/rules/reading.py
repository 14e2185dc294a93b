"""How hard a text is to read: syllables, words a sentence, and the reading ease of each language.

English: Flesch reading ease, 206.835 − 1.015 words/sentence − 84.6 syllables/word (Flesch, "A new
readability yardstick", 1948). French: its adaptation by Kandel and Moles, 207 − 1.015
words/sentence − 73.6 syllables/word ("Application de l'indice de Flesch à la langue française",
1958). From 0 (hard) to 100 (easy).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campus5g.language import Language

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = {"fr": "aeiouyàâäéèêëîïôöùûüÿœæ", "en": "aeiouy"}
_GROUPS = {language: re.compile(f"[{vowels}]+") for language, vowels in _VOWELS.items()}
# Vowels that are written and not pronounced.
_SILENT = {
    "fr": re.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûü])(e|es|ent)$|(?<=[aiuéoy])es?$"),
    "en": re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeioutdy])ed$|(?<=[aeiouy]l)e$"),
}


@dataclass(frozen=True)
class _Formula:
    base: float
    per_word_in_sentence: float
    per_syllable_in_word: float


_FORMULAS: dict[Language, _Formula] = {
    "fr": _Formula(207.0, 1.015, 73.6),
    "en": _Formula(206.835, 1.015, 84.6),
}


def words_of(text: str) -> list[str]:
    """Return the words of a plain text: abbreviations count, numbers do not."""
    return _WORD.findall(text)


def syllables(word: str, language: Language) -> int:
    """Estimate the syllables of a word; an abbreviation, which is spelt out, counts as one."""
    if word.isupper():
        return 1
    spoken = _SILENT[language].sub("", word.lower())
    return max(1, len(_GROUPS[language].findall(spoken)))


def reading_ease(sentences: Sequence[str], language: Language) -> float:
    """Return the reading ease of sentences, 0 (hard) to 100 (easy); 100 without any words."""
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return 100.0
    formula = _FORMULAS[language]
    return (
        formula.base
        - formula.per_word_in_sentence * len(words) / len(sentences)
        - formula.per_syllable_in_word
        * sum(syllables(word, language) for word in words)
        / len(words)
    )
