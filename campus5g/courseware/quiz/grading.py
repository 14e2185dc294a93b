"""How much of a question an answer gets: pure functions of the key and the answer.

| kind | share of the points |
|---|---|
| single | 1 for the right choice, ½ for one that is nearly right |
| multiple, hotspot | (right choices made − wrong choices made) / right choices, never below 0 |
| order | of all pairs of steps: (in right order − in wrong order) / pairs, never below 0 |
| match | terms with their right choice / terms |
| numeric | 1 within the tolerance, ½ within twice the tolerance, in any accepted unit |
| text | 1 for an accepted form; ½ for one nearly right, or accepted but for one letter |

No answer, and one that is malformed, get 0; nothing that a learner writes raises an error.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from itertools import combinations

from campus5g.courseware.quiz.keys import (
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)

# Shorter words that differ in one letter are other words.
_LONG_ENOUGH_TO_MISSPELL = 5

_LONGEST_ANSWER = 200
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?")


def share(key: Key, answer: object) -> float:
    """Return how much of a question an answer gets, from 0 to 1.

    Args:
        key: the question's key.
        answer: what the learner's page recorded: the id of a choice (single), ids (multiple,
            hotspot, order), ids of choices by term (match), ``{"value", "unit"}`` (numeric),
            words (text), or None for no answer.
    """
    match key:
        case SingleKey():
            return _single(key, answer)
        case MultipleKey():
            return _multiple(key, answer)
        case OrderKey():
            return _order(key, answer)
        case MatchKey():
            return _match(key, answer)
        case NumericKey():
            return _numeric(key, answer)
        case TextKey():
            return _text(key, answer)


def amount(key: NumericKey, answer: object) -> float | None:
    """Return a numeric answer in the main unit; None if it is not one."""
    if not isinstance(answer, dict):
        return None
    unit = answer.get("unit")
    number = number_of(answer.get("value"))
    if number is None or not isinstance(unit, str) or unit not in key.units:
        return None
    return number * key.units[unit]


def number_of(written: object) -> float | None:
    """Return the number in a text, with a point or a comma; None if it is not a number."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int | float):
        return float(written) if abs(written) < 1e300 else None
    if not isinstance(written, str) or len(written) > _LONGEST_ANSWER:
        return None
    bare = re.sub(r"\s", "", written).replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(bare) or not bare.isascii():
        return None
    number = float(bare.replace(",", "."))
    return number if math.isfinite(number) else None


def plain(words: str) -> str:
    """Return words without case, accents, punctuation and doubled spaces, to compare them."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    letters = (
        character if character.isalnum() else " "
        for character in apart
        if not unicodedata.combining(character)
    )
    return " ".join("".join(letters).split())


def _single(key: SingleKey, answer: object) -> float:
    if answer == key.answer:
        return 1.0
    return 0.5 if answer in key.nearly else 0.0


def _multiple(key: MultipleKey, answer: object) -> float:
    chosen = _ids(answer)
    if chosen is None or not set(chosen) <= set(key.choices):
        return 0.0
    right = len(set(chosen) & set(key.answer))
    wrong = len(set(chosen) - set(key.answer))
    return max(0, right - wrong) / len(set(key.answer))


def _order(key: OrderKey, answer: object) -> float:
    steps = _ids(answer)
    if steps is None or sorted(steps) != sorted(key.answer):
        return 0.0
    place = {step: number for number, step in enumerate(key.answer)}
    pairs = list(combinations(steps, 2))
    right = sum(place[first] < place[second] for first, second in pairs)
    return max(0, 2 * right - len(pairs)) / len(pairs)


def _match(key: MatchKey, answer: object) -> float:
    if not isinstance(answer, dict):
        return 0.0
    right = [term for term, choice in key.answer.items() if answer.get(term) == choice]
    return len(right) / len(key.answer)


def _numeric(key: NumericKey, answer: object) -> float:
    given = amount(key, answer)
    if given is None:
        return 0.0
    # A sum or a change of unit may be off in the last digits of a float.
    slack = 1e-9 * max(1.0, abs(key.answer))
    off = abs(given - key.answer)
    if off <= key.tolerance + slack:
        return 1.0
    return 0.5 if off <= 2 * key.tolerance + slack else 0.0


def _text(key: TextKey, answer: object) -> float:
    if not isinstance(answer, str) or len(answer) > _LONGEST_ANSWER:
        return 0.0
    given = plain(answer)
    if not given:
        return 0.0
    accepted = {plain(form) for form in key.answer}
    if given in accepted:
        return 1.0
    near = given in {plain(form) for form in key.nearly}
    return 0.5 if near or _misspelt(given, accepted) else 0.0


def _misspelt(given: str, accepted: Iterable[str]) -> bool:
    return any(
        len(form) >= _LONG_ENOUGH_TO_MISSPELL
        and not any(character.isdigit() for character in form + given)
        and _one_letter_apart(given, form)
        for form in accepted
    )


def _one_letter_apart(a: str, b: str) -> bool:
    """Whether one letter was changed, added, left out, or swapped with its neighbour."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(long) > len(short):
        return long[start + 1 :] == short[start:]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return short[start + 1 :] == long[start + 1 :] or (
        swapped and short[start + 2 :] == long[start + 2 :]
    )


def _ids(answer: object) -> list[str] | None:
    if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
        return None
    return answer
