"""What inventories are refused with: written once for each reason, with the same values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from campus5g import inventory, set_language
from campus5g.inventory.checks import CHECKS
from campus5g.inventory.refusal import refusal
from campus5g.language import Language
from campus5g.manifest import load_manifest
from campus5g.wording import WORDS_FILE, Groups

FOLDER = Path(inventory.__file__).parent
WORDS = load_manifest(FOLDER / WORDS_FILE, Groups)


def calls_of_refusal() -> Iterator[tuple[str, set[str | None]]]:
    """Yield the reason and the names of the values of each call in the inventory's sources."""
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name("refusal"), args=[ast.Constant(str(reason))]):
                    yield reason, {each.arg for each in node.keywords} - {"at"}


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_each_reason_has_a_problem_and_a_remedy_and_is_given_by_the_code() -> None:
    assert {reason for reason, _ in calls_of_refusal()} == WORDS.root.keys()
    assert {tuple(texts) for texts in WORDS.root.values()} == {("problem", "remedy")}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_code_gives_each_reason_the_values_that_its_texts_name(language: Language) -> None:
    set_language(language)
    texts = {reason: dict(group) for reason, group in WORDS.root.items()}

    for reason, values in calls_of_refusal():
        named = placeholders("".join(map(str, texts[reason].values())))
        assert named == values, reason
        refusal(reason, **dict.fromkeys(filter(None, values), 1))


def test_each_reason_is_checked_once() -> None:
    written = [
        name
        for file in (FOLDER / "checks").glob("*.py")
        for name in re.findall(r"^def (check_\w+)", file.read_text(), re.MULTILINE)
    ]

    assert sorted(check.__name__ for check in CHECKS) == sorted(written)
