"""Code in one language: the words stand where ``t`` was called, and nothing else changes."""

import ast

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.words_in_code import in_one_language
from campus5g.language import LANGUAGES, Language

MODULES = catalogue()


class KeptWords(ast.NodeTransformer):
    """What is to come out, by the tree of the code instead of its text."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Call(self, node: ast.Call) -> ast.AST:
        words = {each.arg: each.value for each in node.keywords}
        if isinstance(node.func, ast.Name) and node.func.id == "t" and words.keys() == {"fr", "en"}:
            return words[self._language]
        return self.generic_visit(node)


@pytest.mark.parametrize(
    ("code", "in_english"),
    [
        ('print(t(fr="Bonjour", en="Hello"))', 'print("Hello")'),
        ('x = t(en="Hello", fr="Bonjour") + y', 'x = "Hello" + y'),
        ('é = t(fr="Été", en="Summer"); b = t(fr="à", en="at")', 'é = "Summer"; b = "at"'),
        ('t(fr="un", en="one" if n == 1 else "some")[0]', '("one" if n == 1 else "some")[0]'),
        ('t(\n    fr="Un",\n    en="One "\n    "two",\n).strip()', '("One "\n    "two").strip()'),
        ('"%s" % t(fr="a", en="b" "c")', '"%s" % ("b" "c")'),
        ('t(fr=f"{n} pas", en=f"{n} steps")', 'f"{n} steps"'),
    ],
)
def test_the_words_of_one_language_are_kept(code: str, in_english: str) -> None:
    assert in_one_language(code, "en") == in_english


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "%%time\nt(fr='a', en='b')",
        "t(fr='only one')",
        "t('a', fr='b', en='c')",
        "other(fr='a', en='b')",
        "word.t(fr='a', en='b')",
        "def t(",
    ],
)
def test_other_code_stays_as_it_is(code: str) -> None:
    assert in_one_language(code, "fr") == code


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_taught_does_the_same_in_one_language(
    module: Module, language: Language
) -> None:
    cells = read_notebook(module.notebook).cells
    codes = [cell.source for cell in cells if cell.cell_type == "code"]
    codes += [program.read_text(encoding="utf-8") for program in module.programs]

    for code in codes:
        kept = ast.dump(ast.parse(in_one_language(code, language)))
        assert kept == ast.dump(KeptWords(language).visit(ast.parse(code)))
