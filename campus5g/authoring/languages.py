"""One notebook, two languages: the language tags, their checks, and keeping one language."""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import groupby

from nbformat import NotebookNode

from campus5g.authoring.findings import Finding, first_and_count
from campus5g.authoring.words_in_code import in_one_language
from campus5g.errors import CampusError
from campus5g.language import LANGUAGES, Language

SETUP_TAG = "language"
AUTHORS_TAG = "author"
"""Of a cell that the worked answers stand on, such as the case: learners never get it."""

_TAGS: dict[str, Language] = {f"lang-{language}": language for language in LANGUAGES}
_NAMES: dict[Language, str] = {"fr": "French", "en": "English"}
_CALL = re.compile(r"""\bset_language\(\s*(["'])fr\1\s*\)""")
_LEFT_OPEN = "set_language(None)"
_COMMENT = re.compile(r"^(?P<before>\s*#) (?P<language>fr|en):(?P<words>.*)$")


class LanguageError(CampusError):
    """A notebook whose two languages do not match."""


def languages_of(cell: NotebookNode) -> list[Language]:
    """Return the languages that a cell is tagged with: none, one, or (wrongly) both."""
    return [_TAGS[tag] for tag in cell.metadata.get("tags", []) if tag in _TAGS]


def language_findings(notebook: NotebookNode) -> list[Finding]:
    """Return what is wrong with a notebook's languages; empty if it is sound.

    Language-tagged cells must be Markdown, filled, without nbgrader data, in pairs with
    French first; bilingual comments likewise; exactly one code cell is tagged
    ``language`` and calls ``set_language("fr")`` once.
    """
    return [
        *_tag_findings(notebook),
        *_pair_findings(notebook),
        *_comment_findings(notebook),
        *_setup_findings(notebook),
    ]


def keep_language(notebook: NotebookNode, language: Language) -> NotebookNode:
    """Return a copy of a bilingual notebook with one of its languages.

    The language tags are gone, ``set_language`` is called with the kept language, code has the
    words of this language instead of calls of ``t``, and the notebook's metadata has
    ``campus5g: {language: ...}``.

    Raises:
        LanguageError: the notebook's languages are not sound (`language_findings`).
    """
    return in_language(leave_language_open(notebook), language)


def leave_language_open(notebook: NotebookNode) -> NotebookNode:
    """Return a copy that has both languages and chooses neither: for `in_language`.

    ``set_language`` is called with None, so that code runs in the language of its surroundings.
    The author's own cells are gone.

    Raises:
        LanguageError: the notebook's languages are not sound (`language_findings`).
    """
    findings = language_findings(notebook)
    if findings:
        raise LanguageError(*first_and_count(findings))
    opened = deepcopy(notebook)
    opened.cells = [cell for cell in opened.cells if not _is_authors(cell)]
    for cell in filter(_is_setup, opened.cells):
        cell.source = _CALL.sub(_LEFT_OPEN, cell.source)
    return opened


def in_language(notebook: NotebookNode, language: Language) -> NotebookNode:
    """Return a copy of a notebook that was left open, with one of its languages."""
    kept = deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if languages_of(cell) in ([], [language])]
    for cell in kept.cells:
        if cell.cell_type == "code":
            cell.source = code_in_language(cell.source, language)
        _drop_language_tags(cell)
    kept.metadata["campus5g"] = {**kept.metadata.get("campus5g", {}), "language": language}
    return kept


def code_in_language(source: str, language: Language) -> str:
    """Return the code of a cell in one language: its comments, its words, and what it chooses."""
    chosen = source.replace(_LEFT_OPEN, f'set_language("{language}")')
    return in_one_language(_with_comments_in(language, chosen), language)


def kept_language(notebook: NotebookNode) -> Language | None:
    """Return the language that a released notebook was kept in; None for a source."""
    said = notebook.metadata.get("campus5g")
    language = said.get("language") if isinstance(said, dict) else None
    return language if language in LANGUAGES else None


def _tag_findings(notebook: NotebookNode) -> Iterator[Finding]:
    for number, cell in enumerate(notebook.cells, start=1):
        languages = languages_of(cell)
        if not languages:
            continue
        if len(languages) > 1:
            yield _at(number, cell, "It has both language tags.", "Write one cell a language.")
        if cell.cell_type != "markdown":
            yield _at(
                number,
                cell,
                f"A {cell.cell_type} cell has a language tag.",
                "Write the code once, its words by t(fr=..., en=...), and remove the tag.",
            )
        if "nbgrader" in cell.metadata:
            yield _at(
                number,
                cell,
                "A cell of one language is graded by nbgrader.",
                "Put the question in the pair and the answer in a cell without a language tag.",
            )
        if not cell.source.strip():
            yield _at(number, cell, "It has no text.", "Write it in this language too.")


def _pair_findings(notebook: NotebookNode) -> Iterator[Finding]:
    marks = [next(iter(languages_of(cell)), None) for cell in notebook.cells]
    for index, problem, remedy in _unpaired(marks, "tagged `lang-{}`"):
        yield _at(index + 1, notebook.cells[index], problem, remedy)


def _comment_findings(notebook: NotebookNode) -> Iterator[Finding]:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        marks = [mark for mark, _ in groupby(map(_comment_language, cell.source.split("\n")))]
        for _, problem, remedy in _unpaired(marks, "after `# {}:`"):
            yield _at(number, cell, f"A comment: {problem}", remedy)


def _setup_findings(notebook: NotebookNode) -> Iterator[Finding]:
    setups = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if _is_setup(cell)]
    if not setups:
        yield Finding(
            "No cell is tagged `language`.",
            'Tag the code cell that calls set_language("fr").',
        )
    for number, cell in setups[1:]:
        yield _at(number, cell, "A second cell is tagged `language`.", "Tag the setup cell only.")
    for number, cell in setups[:1]:
        if cell.cell_type != "code":
            yield _at(number, cell, "The setup cell is not code.", "Tag a code cell `language`.")
        elif len(_CALL.findall(cell.source)) != 1:
            yield _at(
                number,
                cell,
                'The setup cell does not call set_language("fr") exactly once.',
                "Write the call once, with the source's language; release rewrites it.",
            )


def _unpaired(marks: list[Language | None], marked: str) -> Iterator[tuple[int, str, str]]:
    """Find what breaks the order French, English, French, English; by position."""
    index = 0
    while index < len(marks):
        here, following = marks[index], (*marks[index + 1 : index + 3], None, None)
        if here is None:
            index += 1
        elif (here, following[0]) == ("fr", "en"):
            index += 2
        elif (here, following[0]) == ("en", "fr") and following[1] != "en":
            yield index, "English stands before French.", "Put the French first."
            index += 2
        else:
            other: Language = "en" if here == "fr" else "fr"
            place = "right after" if here == "fr" else "right before"
            yield (
                index,
                f"The {_NAMES[here]} has no {_NAMES[other]} partner.",
                f"Put the {_NAMES[other]} {place} it, {marked.format(other)}.",
            )
            index += 1


def _comment_language(line: str) -> Language | None:
    match = _COMMENT.match(line)
    return _TAGS[f"lang-{match['language']}"] if match else None


def _with_comments_in(language: Language, source: str) -> str:
    lines = []
    for line in source.split("\n"):
        match = _COMMENT.match(line)
        if match is None:
            lines.append(line)
        elif match["language"] == language:
            lines.append(match["before"] + match["words"].rstrip())
    return "\n".join(lines)


def _is_authors(cell: NotebookNode) -> bool:
    return AUTHORS_TAG in cell.metadata.get("tags", [])


def _is_setup(cell: NotebookNode) -> bool:
    return SETUP_TAG in cell.metadata.get("tags", [])


def _drop_language_tags(cell: NotebookNode) -> None:
    tags = cell.metadata.pop("tags", [])
    rest = [tag for tag in tags if tag not in _TAGS and tag != SETUP_TAG]
    if rest:
        cell.metadata["tags"] = rest


def _at(number: int, cell: NotebookNode, problem: str, remedy: str) -> Finding:
    return Finding(problem, remedy, number, cell.get("id"))
