"""The page for trainers says of each lab the time and the points that the lab has."""

import re
from typing import NamedTuple

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.language import LANGUAGES, Language
from campus5g.places import HOUSE

PAGES: dict[Language, str] = {"fr": "teach-labs.fr.md", "en": "teach-labs.md"}
WRONG: dict[Language, str] = {
    "fr": r"\*\*Erreurs types\*\*, et ce qu’elles rapportent sur (\d+)([^:]*):(.*?)\.",
    "en": r"\*\*Typical wrong solutions\*\*, and what they earn of (\d+)([^:]*):(.*?)\.",
}
LABS = [module for module in catalogue() if module.kind == "lab"]


class Told(NamedTuple):
    """What the page says of a lab."""

    minutes: list[int]
    automatic: int
    wrong: list[int]


def told(lab: Module, language: Language) -> Told:
    """Read the lab's section; a row whose time is a range is another area's, not the learner's."""
    page = (HOUSE / "docs" / "how-to" / PAGES[language]).read_text("utf-8")
    section = page.split(f"\n## {lab.id}\n")[1].split("\n## ")[0]
    times = re.findall(r"^\| (?:\d|–)+[^|]*\| (\d+)[^|]*\|", section, re.MULTILINE)
    said = re.search(WRONG[language], section, re.DOTALL)
    assert said, f"{lab.id}: no wrong solutions"
    points = re.findall(r"\b(\d+)\b(?=[,.]|$)", said[3].replace("\n", " "))
    return Told([int(each) for each in times], int(said[1]), [int(each) for each in points])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lab", LABS, ids=[lab.id for lab in LABS])
def test_the_page_for_trainers_has_the_minutes_and_points_of_a_lab(
    lab: Module, language: Language
) -> None:
    manifest = lab.manifest
    page = told(lab, language)
    assert sum(page.minutes) == manifest.minutes
    assert page.automatic == sum(i.points for i in manifest.items if i.kind == "automatic")
    assert page.wrong == [each.expected_points for each in manifest.wrong.values()]
