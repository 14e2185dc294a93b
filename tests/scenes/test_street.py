"""The map of the site: each module has a plot with its landmark, and the streets go on."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.manifest import ManifestError
from campus5g.scenes.library import library
from campus5g.scenes.scene import SCENE_FILE, load_scene
from campus5g.scenes.street import PLOT_HEIGHT, PLOT_WIDTH, State, grounds, landmark_of, plot

DRAWN = [each for each in catalogue() if each.has_scene]


def landmark(folder: Path, parts: str, named: str = "") -> str | None:
    text = f'shows: {{fr: "a", en: "b"}}\n{named}parts: [{parts}]\n'
    (folder / SCENE_FILE).write_text(text, encoding="utf-8")
    found = landmark_of(load_scene(folder))
    return found.name if found else None


def drawn(name: str, state: State = "open", place: int = 0) -> ElementTree.Element:
    return ElementTree.fromstring(plot(library()[name], "yard", place, state))  # noqa: S314  # our own


def test_a_landmark_is_the_part_that_its_author_names(tmp_path: Path) -> None:
    assert landmark(tmp_path, "{part: yard}, {part: coil}", "landmark: mast\n") == "mast"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ("{part: yard}, {part: coil}, {part: agv, tone: signal}", "agv"),
        ("{part: yard}, {part: coil}, {part: waves, tone: signal}", "coil"),
        ("{part: yard}, {line: [[0, 0], [9, 9]]}", None),
    ],
)
def test_without_a_name_it_is_what_is_marked_or_what_stands_there_first(
    tmp_path: Path, parts: str, found: str | None
) -> None:
    assert landmark(tmp_path, parts) == found


def test_a_landmark_that_the_library_does_not_have_is_refused_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as refused:
        landmark(tmp_path, "{part: yard}", "landmark: masts\n")

    assert re.search(rf"{SCENE_FILE}:2", refused.value.problem)
    assert "Did you mean mast" in refused.value.remedy


def test_a_module_without_a_scene_has_a_plot_without_a_landmark() -> None:
    empty = ElementTree.fromstring(plot(landmark_of(None), "hall", 0, "open"))  # noqa: S314  # our own

    assert empty.findall("g") == []


@pytest.mark.parametrize("module", DRAWN, ids=lambda module: module.id)
def test_each_landmark_stands_whole_on_its_plot(module: Module) -> None:
    part = landmark_of(load_scene(module.folder))
    assert part is not None

    (standing,) = drawn(part.name).findall("g")

    moved = re.match(r"translate\((\S+) (\S+)\) scale\((\S+)\)", standing.get("transform") or "")
    assert moved
    x, y, scale = map(float, moved.groups())
    left, top, width, height = part.box
    assert x + left * scale >= 0
    assert x + (left + width) * scale <= PLOT_WIDTH
    assert y + top * scale >= 0
    assert y + (top + height) * scale < PLOT_HEIGHT
    # It can be told from its neighbours.
    assert max(width, height) * scale >= 40


def test_only_what_is_next_is_amber_and_what_is_closed_fades() -> None:
    looks = {state: drawn("agv", state).findall("g")[0] for state in ("open", "next", "closed")}

    assert looks["open"].get("class") is None
    assert looks["next"].get("class") == "as-signal"
    assert looks["closed"].get("class") == "as-mid"
    assert float(looks["closed"].get("opacity") or 1) < 1


def test_the_ground_of_a_plot_goes_on_in_the_next_one() -> None:
    lefts = []
    for place in range(4):
        (ground,) = drawn("agv", place=place).findall("use")
        moved = re.match(r"translate\((\S+) ", ground.get("transform") or "")
        assert moved
        lefts.append(float(moved[1]))

    assert lefts == [0, -PLOT_WIDTH, -2 * PLOT_WIDTH, 0]


def test_the_grounds_of_a_page_come_once_each() -> None:
    defined = ElementTree.fromstring(grounds({"quay", "hall"}))  # noqa: S314  # our own

    names = [each.get("id") for each in defined.findall("defs/g")]
    assert names == ["ground-hall", "ground-quay"]
