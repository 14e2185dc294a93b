"""Whether both languages agree: paired cells are compared by their counts and numbers."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.passages import Passage
from campus5g.authoring.rules.prose import Prose
from campus5g.language import LANGUAGES, Language

# Names are the same in both languages, sentences are not.
SENTENCE_WORDS = 5

# 14 h 10, 2.10 p.m., 14:10: languages write the same time with different numbers.
_HOUR = re.compile(
    r"\b\d{1,2}(?:[.:]\d{2})?\s?[ap]\.?\s?m\b|\b\d{1,2}\s?h(?:\s?\d{2})?\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)
_THOUSANDS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))"),
    "en": re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))"),
}
_FRENCH_POINT = re.compile(r"(?<=\d),(?=\d)")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")

_IN_WORDS: dict[int, tuple[str, ...]] = {
    0: ("zéro", "aucun", "aucune", "zero", "none", "no"),
    1: ("un", "une", "one", "a", "an", "once", "single"),
    2: ("deux", "two", "both", "twice", "double"),
    3: ("trois", "three"),
    4: ("quatre", "four"),
    5: ("cinq", "five"),
    6: ("six",),
    7: ("sept", "seven"),
    8: ("huit", "eight"),
    9: ("neuf", "nine"),
    10: ("dix", "ten", "dizaine"),
    11: ("onze", "eleven"),
    12: ("douze", "twelve", "dozen", "douzaine"),
    15: ("quinze", "fifteen", "quinzaine"),
    20: ("vingt", "twenty", "vingtaine"),
    24: ("clock",),
    30: ("trente", "thirty", "trentaine"),
    40: ("quarante", "forty"),
    50: ("cinquante", "fifty", "half"),
    60: ("soixante", "sixty"),
    100: ("cent", "cents", "hundred", "centaine"),
    1000: ("mille", "thousand", "millier", "milliers"),
    1000000: ("million", "millions"),
}

_COUNTED: tuple[tuple[str, Callable[[Prose], int]], ...] = (
    ("list items", lambda prose: prose.list_items),
    ("tables", lambda prose: len(prose.tables)),
    ("rows of tables", lambda prose: sum(map(len, prose.tables))),
    ("links", lambda prose: len(prose.links)),
    ("pictures", lambda prose: len(prose.pictures)),
)


def in_step_findings(
    notebook: NotebookNode, passages: Sequence[Passage], module: Module
) -> Iterator[Finding]:
    """Find where the languages differ: in pairs of cells, in words of code, in the manifest."""
    for french, english in pairwise(passages):
        if (french.language, english.language) == ("fr", "en"):
            yield from _pair_findings(french, english)
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            for problem, remedy in _calls_of_t(cell.source):
                yield Finding(problem, remedy, number, cell.get("id"))
    for file in module.programs:
        for problem, remedy in _calls_of_t(file.read_text(encoding="utf-8")):
            yield Finding(problem, remedy, file=file.name)
    manifest = module.manifest
    for text in (manifest.summary, *manifest.objectives):
        if text.fr == text.en and is_sentence(text.fr):
            yield Finding(
                f"It says the same in both languages: “{text.fr}”",
                "Translate it.",
                file=module.manifest_file.name,
            )


def is_sentence(text: str) -> bool:
    """Whether a text is more than a name, which is the same in both languages."""
    return len(text.split()) >= SENTENCE_WORDS


def numbers_in(text: str, language: Language) -> set[Decimal]:
    """Return the numbers in a text, in the language's notation; times of day are left out."""
    plain = _THOUSANDS[language].sub("", _HOUR.sub(" ", text))
    if language == "fr":
        plain = _FRENCH_POINT.sub(".", plain)
    return {Decimal(number).normalize() for number in _NUMBER.findall(plain)}


def _pair_findings(french: Passage, english: Passage) -> Iterator[Finding]:
    levels = [[heading.level for heading in each.prose.headings] for each in (french, english)]
    if levels[0] != levels[1]:
        yield english.finding(
            f"It has headings {_marks(levels[1])}, the French before it {_marks(levels[0])}.",
            "Give both the same headings in the same order.",
        )
    for what, count in _COUNTED:
        french_count, english_count = count(french.prose), count(english.prose)
        if french_count != english_count:
            yield english.finding(
                f"It has {english_count} {what}, the French before it {french_count}.",
                "Say the same in both languages.",
            )
    marked = [Counter(each.prose.glossary) for each in (french, english)]
    for word in sorted(marked[0].keys() ^ marked[1].keys()):
        missing = english if word in marked[0] else french
        yield missing.finding(
            f"The glossary word {word} is marked in one language only.",
            f"Mark it here too: [word](glossary:{word}).",
        )
    yield from _number_findings(french, english)


def _number_findings(french: Passage, english: Passage) -> Iterator[Finding]:
    numbers = {
        language: numbers_in(passage.prose.plain, language)
        for language, passage in zip(LANGUAGES, (french, english), strict=True)
    }
    for passage, other in ((french, "en"), (english, "fr")):
        own: Language = "fr" if other == "en" else "en"
        words = set(re.findall(r"[^\W\d_]+", passage.prose.plain.lower()))
        missing = [
            number
            for number in sorted(numbers["en" if other == "en" else "fr"] - numbers[own])
            if words.isdisjoint(_IN_WORDS.get(int(number), ()) if number % 1 == 0 else ())
        ]
        if missing:
            listed = ", ".join(f"{number:f}" for number in missing)
            yield passage.finding(
                f"It does not have the number {listed} of the other language.",
                "Give both languages the same figures.",
            )


def _calls_of_t(source: str) -> Iterator[tuple[str, str]]:
    """Find calls of ``t`` that lack a language, or give the same sentence twice."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        # A magic command of the notebook, or a solution that only stands between its marks.
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "t":
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if node.args or None in given or not given.keys() >= set(LANGUAGES):
            yield (
                f"Line {node.lineno}: t(…) does not have both languages.",
                "Write t(fr=…, en=…).",
            )
            continue
        french, english = (_constant(given[language]) for language in LANGUAGES)
        if french is not None and french == english and is_sentence(french):
            yield (
                f"Line {node.lineno}: t(…) says the same in both languages: “{french}”",
                "Translate it.",
            )


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _marks(levels: Sequence[int]) -> str:
    return " ".join("#" * level for level in levels) or "none"
