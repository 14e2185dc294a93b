"""One language of the words in code: ``t(fr="…", en="…")`` becomes the words themselves."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from campus5g.language import LANGUAGES, Language


# The cells of a lab are put into a language for each submission that is graded.
@lru_cache(maxsize=1024)
def in_one_language(code: str, language: Language) -> str:
    """Return code whose calls of ``t(fr=…, en=…)`` are replaced by what they return.

    Code that can't be parsed, such as a cell with a magic command, is returned as it is; so are
    calls within f-strings, whose place in the text Python 3.11 does not tell.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return code
    text = code.encode()
    starts = [0, *accumulate(len(line) + 1 for line in text.split(b"\n"))]
    # From the end to the beginning: what comes before a change keeps its place.
    for call, words in sorted(_calls(tree, language), key=_place, reverse=True):
        kept = text[slice(*_span(words, starts))]
        begin, end = _span(call, starts)
        text = text[:begin] + _as_one_term(words, kept) + text[end:]
    return text.decode()


def _calls(tree: ast.AST, language: Language) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield the outermost calls of ``t`` outside of f-strings, with the argument to keep."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.JoinedStr():
                continue
            case ast.Call(func=ast.Name("t"), args=[]) if _is_bilingual(node):
                yield node, next(each.value for each in node.keywords if each.arg == language)
            case _:
                yield from _calls(node, language)


def _is_bilingual(call: ast.Call) -> bool:
    return sorted(each.arg or "" for each in call.keywords) == sorted(LANGUAGES)


def _as_one_term(words: ast.expr, text: bytes) -> bytes:
    """Put what would fall apart at its new place in parentheses."""
    one_line = b"\n" not in text
    alone = isinstance(words, ast.Constant | ast.JoinedStr | ast.Name | ast.Call | ast.Attribute)
    adjoined = isinstance(words, ast.Constant | ast.JoinedStr) and _is_adjoined(text.decode())
    return text if one_line and alone and not adjoined else b"(" + text + b")"


def _is_adjoined(literal: str) -> bool:
    """Return whether a literal is written as several, one after the other."""
    tokens = tokenize.generate_tokens(io.StringIO(literal).readline)
    return sum(each.type == tokenize.STRING for each in tokens) > 1


def _place(found: tuple[ast.Call, ast.expr]) -> tuple[int, int]:
    return found[0].lineno, found[0].col_offset


def _span(node: ast.expr, starts: list[int]) -> tuple[int, int]:
    """Return where a node begins and ends, in bytes, as `ast` counts columns."""
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column
