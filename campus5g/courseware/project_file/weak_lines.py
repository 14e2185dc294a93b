"""Weak lines of a project file, named before a trainer reads it.

Words are looked for in both languages, whichever the learner writes. What is found is a sentence
to think about, not a mark: a machine does not know whether a requirement is the right one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from campus5g.courseware.page.file_parts import (
    FileField,
    FilePart,
    RangeField,
    TableField,
    TextField,
    WeightsField,
)
from campus5g.courseware.project_file.written import (
    WEIGHT,
    Grid,
    Value,
    Written,
    amount,
    rows_of,
    weighted_points,
)
from campus5g.wording import Wording

_WORDS = Wording(__file__)

# A line is quoted so that it is found again, not read again.
_LONGEST_QUOTE = 120


@dataclass(frozen=True)
class WeakLine:
    """A line of a file and what it lacks, in the reader's language; ``line`` may be empty."""

    part: str
    field: str
    line: str
    sentence: str


def weak_lines(parts: Iterable[FilePart], written: Written) -> list[WeakLine]:
    """Return what is weak in a file, in its order; fields left empty are not weak but empty.

    Args:
        parts: of the course's file.
        written: what the learner wrote.
    """
    return [
        WeakLine(part.id, field.id, _quoted(line), sentence)
        for part in parts
        for field in part.fields
        for line, sentence in weak_in(field, written.get(field.id))
    ]


def weak_in(field: FileField, value: Value | None) -> list[tuple[str, str]]:
    """Return what is weak in a field: the line as it stands, and a sentence."""
    if not value:
        return []
    match field, value:
        case RangeField(), dict():
            return list(_ranges(field, value))
        case WeightsField(), dict():
            return list(_alternatives(field, value))
        case TextField(), str():
            lines = [_Line(text, {}) for text in value.splitlines() if text.strip()]
        case TableField(), dict():
            lines = [_Line(" · ".join(cells.values()), cells) for cells in value.values()]
        case _:
            return []
    found = [
        (sentence, _WORDS.text("weak", "safe"))
        for line in lines
        for sentence in _sentences(line.text)
        if _claims_safety(sentence)
    ]
    match field.check:
        case "requirement":
            found += _requirements(lines)
        case "safety":
            found += _failure(lines)
        case "stop-rules":
            found += _stop_rules(lines)
    return found


def empty_fields(parts: Iterable[FilePart], written: Written) -> list[FileField]:
    """Return the required fields in which nothing is written."""
    return [
        field
        for part in parts
        for field in part.fields
        if field.required and field.id not in written
    ]


@dataclass(frozen=True)
class _Line:
    """A line of a text, or a row of a table with its cells by column."""

    text: str
    cells: dict[str, str]


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# From where to where.
_PLACES = _pattern(
    r"\b(de|du|des|depuis|d[’'])\b.+?\b(à|au|aux|jusqu[’']\w+|vers)\b",
    r"\bentre\b.+?\bet\b",
    r"\bfrom\b.+?\bto\b",
    r"\bbetween\b.+?\band\b",
    r"→|->",
)
_TIME = r"\d[\d\s.,]*(ms|µs|s|sec\w*|min\w*|h|heures?|hours?|jours?|days?)\b"
# How often a message is due.
_INTERVAL = _pattern(
    rf"\b(toutes? les|tous les|chaque|every|each|intervalle|période)\b[^.;]*?{_TIME}",
    rf"\b(interval|period)\b[^.;]*?{_TIME}",
    r"\d[\d\s.,]*(k?hz)\b",
    r"\bpar (seconde|minute|heure|jour)\b|\b(a|an|per|each) (second|minute|hour|day)\b",
    r"\b(chaque|toutes les|every|each) (seconde|minute|heure|second|minute|hour)s?\b",
)
# How many may be late or missing.
_SHARE = _pattern(
    r"\d\s*%",
    r"\b(un|une|1) (\w+ )?sur \d",
    r"\bone (\w+ )?in \d",
    r"\d\s*(sur|out of|in)\s*\d",
    r"\d\s*(‰|ppm)",
)
_SILENCE = _pattern(rf"\b(silence|coupure|interruption|outage|gap)s?\b[^.;]*?{_TIME}")
# What nobody can check.
_VAGUE = _pattern(
    r"\b(rapide|rapidement|fiable|performante?|réactive?|réactif|fluide|robuste|optimale?)s?\b",
    r"\b(temps réel|faible latence|bonne couverture|haut débit|sans coupure|au plus vite)\b",
    r"\b(immédiat|immédiate|immédiatement|instantané|instantanée|instantanément)\b",
    r"\b(fast|quick|quickly|reliable|reliably|responsive|robust|smooth|seamless|optimal)\b",
    r"\b(real[- ]time|low latency|good coverage|high speed|no interruption|instant|instantly)\b",
    r"\b(immediate|immediately|as soon as possible)\b",
)

_NEGATION = _pattern(
    r"\b(ne|n[’']|pas|jamais|aucune?|ni)\b", r"\b(not|never|no|nor|cannot)\b", r"n[’']t\b"
)
_SAFE = _pattern(
    # It is safe, it makes safe, or a stop hangs on it.
    r"\b(5g|réseau (privé|mobile)|private network|mobile network)\b.*\b(est|sera|reste|is|stays|"
    r"remains)\b.*\b(sûre?|sécurisée?|inviolable|inattaquable|sans risque|safe|secure|"
    r"unbreakable|risk[- ]free)\b",
    r"\b5g\b.*\b(assure|garantit|garantira|apporte|ensures?|guarantees?|provides?)\b.*"
    r"\b(sécurité|sûreté|safety|security|protection)\b",
    r"\b(arrêt d[’']urgence|emergency stop|e-stop)\b.*\b(par|via|sur|en|over|by|through|on)\b.*"
    r"\b5g\b",
)
_FAILURE = _pattern(
    r"\b(coupure|coupée?|panne|perdue?|perte|perd|tombe|manque|absence)s?\b",
    r"\bsans (la )?(liaison|réseau|5g|connexion)\b",
    r"\b(link|network|connection|fibre|fiber|power|radio)\b.*\b(fails?|is (lost|cut|down)|off)\b",
    r"\b(without (the|a) (link|network|connection)|failure|outage|loss of)\b",
)

_CONDITION = _pattern(
    r"\b(si|s[’']il|lorsque|quand|dès|au-delà|en dessous|au-dessous|moins de|plus de|après)\b",
    r"\b(if|when|unless|below|above|less than|more than|fewer than|after|beyond)\b",
    r"[<>≤≥]",
)
_STOP = _pattern(
    r"\b(arrêt|arrêts|arrête|arrêter|arrêtons|abandon\w*|renonc\w*|suspend\w*)\b",
    r"\b(stops?|stopped|halts?|cancel\w*|give up|no further|end the)\b",
)
_DIGIT = re.compile(r"\d")
_MONTH = (
    r"(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
)
# The day on which a step is due; it says nothing of how bad is too bad.
_DATE = _pattern(
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b\d{1,2}/\d{1,2}(/\d{2,4})?\b",
    rf"\b\d{{1,2}}(er|st|nd|rd|th)?\s+{_MONTH}\b(\s+\d{{4}})?",
    rf"\b{_MONTH}\s+(\d{{1,2}}(,?\s+\d{{4}})?|\d{{4}})\b",
)
# A limit in time is a figure: no licence by the 30th of September, and the project stops.
_UNTIL = _pattern(r"\b(avant|d[’']ici|au plus tard|by|before|until|no later than)\b[^.;]*$")
_AT_LATEST = _pattern(r"^\s*(au plus tard|at the latest)\b")


def _requirements(lines: list[_Line]) -> Iterator[tuple[str, str]]:
    for line in lines:
        cells = line.cells
        lacks = []
        if not (cells.get("from") and cells.get("to")) and not _PLACES.search(line.text):
            lacks.append("places")
        if not cells.get("interval") and not _INTERVAL.search(line.text):
            lacks.append("interval")
        tolerance = cells.get("share") or cells.get("silence")
        if not tolerance and not _SHARE.search(line.text) and not _SILENCE.search(line.text):
            lacks.append("tolerance")
        for each in lacks:
            yield line.text, _WORDS.text("weak", each)
        if vague := _VAGUE.search(line.text):
            yield line.text, _WORDS.text("weak", "vague", word=vague[0])


def _claims_safety(sentence: str) -> bool:
    found = _SAFE.search(sentence)
    return found is not None and not _NEGATION.search(found[0])


def _failure(lines: list[_Line]) -> Iterator[tuple[str, str]]:
    if not any(_FAILURE.search(line.text) for line in lines):
        yield "", _WORDS.text("weak", "failure")


def _stop_rules(lines: list[_Line]) -> Iterator[tuple[str, str]]:
    rules = [rule for line in lines for rule in _rules_in(line)]
    if not rules:
        yield "", _WORDS.text("weak", "no_stop")
    for rule in rules:
        if not _DIGIT.search(_without_dates(rule)):
            yield rule, _WORDS.text("weak", "stop_without_figure")


def _rules_in(line: _Line) -> list[str]:
    """Return the stop rules of a line: the cell for it, or what has a condition and a stop."""
    if rule := line.cells.get("rule"):
        return [rule]
    texts = line.cells.values() if line.cells else [line.text]
    return [text for text in texts if _CONDITION.search(text) and _STOP.search(text)]


def _without_dates(rule: str) -> str:
    """Return a rule without the dates in it, but for one that is a deadline."""

    def kept(date: re.Match[str]) -> str:
        before, after = rule[: date.start()], rule[date.end() :]
        return date[0] if _UNTIL.search(before) or _AT_LATEST.search(after) else ""

    return _DATE.sub(kept, rule)


def _ranges(field: RangeField, value: Grid) -> Iterator[tuple[str, str]]:
    for row, title in rows_of(field, value).items():
        cells = value.get(row)
        if not cells:
            continue
        named = (f"{title} " if title else "") + " · ".join(cells.values())
        typed = [cells.get(column, "") for column in ("low", "likely", "high")]
        low, likely, high = (amount(each) for each in typed)
        if not all(typed):
            yield named, _WORDS.text("weak", "one_figure")
        elif low is None or likely is None or high is None:
            yield named, _WORDS.text("weak", "not_a_number")
        elif not low <= likely <= high:
            yield named, _WORDS.text("weak", "order")
        elif low == high:
            yield named, _WORDS.text("weak", "no_width")
        if not _is_date(cells.get("date", "")):
            yield named, _WORDS.text("weak", "no_date")
        if "source" not in cells:
            yield named, _WORDS.text("weak", "no_source")


def _alternatives(field: WeightsField, value: Grid) -> Iterator[tuple[str, str]]:
    points = weighted_points(field, value)
    titles = {option.id: str(option) for option in field.options}
    if not any(amount(cells.get(WEIGHT, "")) for cells in value.values()):
        yield "", _WORDS.text("weak", "no_weights")
    elif field.without_5g not in points:
        yield titles[field.without_5g], _WORDS.text("weak", "without_5g")
    for row in field.rows:
        cells = value.get(row.id, {})
        for column, text in cells.items():
            number, most = amount(text), 10 if column == WEIGHT else 5
            if number is None or not 0 <= number <= most:
                yield f"{row} {text}", _WORDS.text("weak", "out_of_scale", most=most)


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.;!?])\s+", text) if each]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _quoted(line: str) -> str:
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"
