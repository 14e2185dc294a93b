"""Explorers that draw a network bring the parts of the scenes that it shows, with their tones."""

import json

import anywidget
import pytest

from campus5g.courseware.explorers.essentials.network_spider.view import NetworkSpider
from campus5g.courseware.explorers.essentials.registration.view import RegistrationSteps
from campus5g.courseware.explorers.project.architecture_and_spectrum.network_designs.view import (
    NetworkDesigns,
)
from campus5g.scenes.drawing import tones
from campus5g.scenes.library import library


@pytest.mark.parametrize("widget", [RegistrationSteps, NetworkDesigns])
def test_a_network_is_drawn_with_the_library_s_parts(widget: type[anywidget.AnyWidget]) -> None:
    first, _, _ = widget._esm.partition("\n")
    drawn = json.loads(first.removeprefix("const PARTS = ").removesuffix(";"))

    assert {"agv", "gnb"} <= set(drawn)
    for name, part in drawn.items():
        assert part["content"] == library()[name].content
        assert tuple(part["box"]) == library()[name].box
    assert tones() in widget._css


def test_an_explorer_without_a_network_brings_none() -> None:
    assert NetworkSpider._esm.startswith("const PARTS = {};")
    assert tones() not in NetworkSpider._css
