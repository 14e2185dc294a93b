"""What inventories are refused with: written once for each reason, with the same values."""

import re
from pathlib import Path
from string import Formatter

from campus5g import inventory
from campus5g.inventory.checks import CHECKS
from campus5g.manifest import load_manifest
from campus5g.wording import WORDS_FILE, Groups

FOLDER = Path(inventory.__file__).parent
WORDS = load_manifest(FOLDER / WORDS_FILE, Groups)


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)}


def test_each_reason_has_a_problem_and_a_remedy_and_is_given_by_the_code() -> None:
    sources = "".join(file.read_text() for file in FOLDER.glob("*.py"))

    assert set(re.findall(r'refusal\(\s*"([a-z0-9-]+)"', sources)) == WORDS.root.keys()
    assert {tuple(texts) for texts in WORDS.root.values()} == {("problem", "remedy")}


def test_each_text_names_the_same_values_in_both_languages() -> None:
    differing = [
        (reason, key)
        for reason, key, text in WORDS.texts()
        if placeholders(text.fr) != placeholders(text.en)
    ]

    assert differing == []


def test_each_check_is_made_once() -> None:
    written = re.findall(r"^def (check_\w+)", (FOLDER / "checks.py").read_text(), re.MULTILINE)

    assert [check.__name__ for check in CHECKS] == written
