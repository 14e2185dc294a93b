"""Figures of modules: their machines are parts of the library of drawings."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.chosen import Chosen
from campus5g.authoring.figures import draw_parts, figure_findings
from campus5g.authoring.trials.inspection import inspect
from campus5g.scenes.figure import parts_of, with_parts
from campus5g.scenes.library import library

WRITTEN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
  <path d="M0 90H100"/>
  <g class="c5s">
    <g data-part="mast" transform="translate(20 90) scale(0.2)"/>
    <g data-part="canteen" class="as-steel" transform="translate(60 90)"/>
  </g>
</svg>
"""
NETWORKS = (
    "essentials/assessment/images/chain.svg",
    "essentials/assessment/images/plan.svg",
    "essentials/assessment/images/site.svg",
    "essentials/journey-of-a-packet/images/links.svg",
    "essentials/radio/images/hang.svg",
    "essentials/radio/images/shadow.svg",
    "essentials/security/images/path.svg",
    "essentials/slicing-and-qos/images/slice-path.svg",
    "use-cases/port-logistics/images/basin.svg",
)


def figure_of(module: Module, svg: str) -> Path:
    file = module.folder / "images" / "hall.svg"
    file.parent.mkdir(exist_ok=True)
    file.write_text(svg, encoding="utf-8")
    return file


def test_parts_are_drawn_once_with_the_tones_and_nothing_else_is_touched() -> None:
    drawn = with_parts(WRITTEN)

    root = ElementTree.fromstring(drawn)  # noqa: S314  # our own
    assert library()["mast"].content in drawn
    assert len(root.findall(".//*[@data-tones]")) == 1
    assert with_parts(drawn) == drawn
    assert (
        re.sub(r"  <style.*</style>\n", "", re.sub(r'">(?=<).*</g>$', '"/>', drawn, flags=re.M))
        == WRITTEN
    )


def test_a_figure_without_parts_stays_as_it_is() -> None:
    plain = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'

    assert with_parts(plain) == plain


def test_a_part_that_is_not_drawn_is_found_and_drawn_by_fix(lab: Module) -> None:
    file = figure_of(lab, WRITTEN)
    before = [each.remedy for each in figure_findings(lab)]

    list(inspect(Chosen([lab], []), run=False, fix=True))

    assert before == ["campus5g check --fix draws them."]
    assert list(figure_findings(lab)) == []
    assert parts_of(file.read_text(encoding="utf-8")) == ["mast", "canteen"]


def test_a_part_that_has_changed_in_the_library_is_found(lab: Module) -> None:
    figure_of(lab, with_parts(WRITTEN).replace("M0 -262v-36", "M0 -262v-30"))

    (found,) = figure_findings(lab)

    assert "not as the library has them" in found.problem
    assert found.file == "images/hall.svg"


def test_an_unknown_part_is_named_with_a_near_one_and_left_alone(lab: Module) -> None:
    file = figure_of(lab, WRITTEN.replace("mast", "mats"))

    (found,) = figure_findings(lab)
    draw_parts(lab)

    assert "mats" in found.problem
    assert "mast" in found.remedy
    assert "<style" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_network_and_the_site_are_drawn_with_the_parts_of_the_scenes(name: str) -> None:
    course, folder, *image = name.split("/")
    module = next(each for each in catalogue() if each.folder.parts[-2:] == (course, folder))

    svg = module.folder.joinpath(*image).read_text(encoding="utf-8")

    assert parts_of(svg)
    assert list(figure_findings(module)) == []
