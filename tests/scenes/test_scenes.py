"""Scenes: what an author writes becomes a drawing that says what it shows."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.rules.scene import scene_findings
from campus5g.look import TONES_FILE
from campus5g.manifest import ManifestError
from campus5g.places import COURSES, LABS
from campus5g.scenes.drawing import inline_svg, svg_file
from campus5g.scenes.library import LibraryPart, library
from campus5g.scenes.scene import SCENE_FILE, load_scene

SVG = "{http://www.w3.org/2000/svg}"
ESSENTIALS_AND_LABS = [
    each
    for each in catalogue()
    if each.course is None or each.course.id in {"positioning", "essentials"}
]
DRAWN = sorted(each.parent for root in (COURSES, LABS) for each in root.rglob(SCENE_FILE))

WRITTEN = """
shows: {fr: "Un mât & un chariot", en: "A mast & a vehicle"}
parts:
  - {part: yard}
  - {part: coil, at: [100, 350], scale: 0.5, repeat: 3, step: [60, 0]}
  - {part: agv, at: [500, 360], mirrored: true, turn: 5, tone: signal, faint: 0.5}
  - {line: [[10, 20], [30, 40]], tone: white, dashed: true}
"""

Tones = dict[str, str]


def written(folder: Path, text: str) -> Path:
    (folder / SCENE_FILE).write_text(text, encoding="utf-8")
    return folder


def tone_sets() -> tuple[Tones, Tones]:
    """The tones in light and in dark."""
    css = TONES_FILE.read_text(encoding="utf-8")
    said = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", css)
    return {name: light for name, light, _ in said}, {name: dark for name, _, dark in said}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_scene_is_drawn_from_back_to_front_each_part_once_in_the_file(tmp_path: Path) -> None:
    scene = load_scene(written(tmp_path, WRITTEN))
    assert scene is not None

    drawing = ElementTree.fromstring(inline_svg(scene, "fr"))  # noqa: S314  # our own

    names = [group.get("id") for group in drawing.findall(f"{SVG}defs/{SVG}g")]
    uses = [use.attrib for use in drawing.findall(f"{SVG}use")]
    assert names == ["scene-yard", "scene-coil", "scene-agv"]
    assert [each["href"] for each in uses] == [
        "#scene-yard",
        *["#scene-coil"] * 3,
        "#scene-agv",
    ]
    assert [each["transform"] for each in uses[1:]] == [
        "translate(100 350) scale(0.5 0.5)",
        "translate(160 350) scale(0.5 0.5)",
        "translate(220 350) scale(0.5 0.5)",
        "translate(500 360) rotate(5) scale(-1 1)",
    ]
    assert uses[4]["class"] == "as-signal"
    assert uses[4]["opacity"] == "0.5"
    assert drawing[-1].get("d") == "M10 20L30 40"


def test_a_drawing_in_a_page_says_what_it_shows_in_the_readers_language(tmp_path: Path) -> None:
    scene = load_scene(written(tmp_path, WRITTEN))
    assert scene is not None

    for language, said in (("fr", "Un mât & un chariot"), ("en", "A mast & a vehicle")):
        drawing = ElementTree.fromstring(inline_svg(scene, language))  # noqa: S314  # our own
        title = drawing.find(f"{SVG}title")

        assert drawing.get("role") == "img"
        assert title is not None
        assert drawing.get("aria-labelledby") == title.get("id")
        assert title.text == said


def test_a_drawing_as_a_file_stands_alone_in_light_dark_and_on_paper(tmp_path: Path) -> None:
    scene = load_scene(written(tmp_path, WRITTEN))
    assert scene is not None

    text = svg_file(scene)

    drawing = ElementTree.fromstring(text)  # noqa: S314  # our own
    style = drawing.find(f"{SVG}style")
    assert style is not None
    assert style.text is not None
    assert "color-scheme:light dark" in style.text
    assert "@media print" in style.text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|<script|<image", text)


@pytest.mark.parametrize(
    ("parts", "problem", "remedy"),
    [
        ("[{part: coils}]", "The library has no part coils", "Did you mean coil"),
        ("[{part: xyzzy}]", "The library has no part xyzzy", "campus5g look shows all parts"),
        ("[{part: coil, size: 2}]", "size", ""),
        ("[{line: [[1, 2]]}]", "line", ""),
        ("[{tone: steel}]", "not one part or one line", "Give it a part, or a line"),
        ("[]", "parts", ""),
    ],
)
def test_a_scene_that_can_not_be_drawn_is_refused_at_its_line(
    tmp_path: Path, parts: str, problem: str, remedy: str
) -> None:
    written(tmp_path, f'shows: {{fr: "a", en: "b"}}\nparts: {parts}\n')

    with pytest.raises(ManifestError) as refused:
        load_scene(tmp_path)

    assert problem in refused.value.problem
    assert re.search(rf"{SCENE_FILE}:\d+", refused.value.problem)
    assert remedy in refused.value.remedy


def test_a_folder_without_a_scene_has_none(tmp_path: Path) -> None:
    assert load_scene(tmp_path) is None


@pytest.mark.parametrize("module", ESSENTIALS_AND_LABS, ids=lambda module: module.id)
def test_courses_for_all_and_labs_open_with_a_scene(module: Module) -> None:
    assert module.has_scene


@pytest.mark.parametrize("folder", DRAWN, ids=lambda folder: folder.name)
def test_scenes_of_modules_and_labs_are_sound(folder: Path) -> None:
    assert [str(each) for each in scene_findings(folder)] == []


@pytest.mark.parametrize("folder", DRAWN, ids=lambda folder: folder.name)
def test_french_descriptions_keep_their_double_signs_on_the_line(folder: Path) -> None:
    scene = load_scene(folder)

    assert scene is not None
    assert re.findall(r" [:;!?»]|« |\w'", scene.shows.fr) == []


@pytest.mark.parametrize("part", library().values(), ids=lambda part: part.name)
def test_a_part_names_tones_that_exist_and_no_colour_of_its_own(part: LibraryPart) -> None:
    light, _ = tone_sets()
    known = {*light, "body", "body-dark"}

    drawing = ElementTree.fromstring(f"<g>{part.content}</g>")  # noqa: S314  # our own

    for shape in drawing.iter():
        classes = (shape.get("class") or "").split()
        assert {each.removeprefix("s-").removeprefix("l-") for each in classes} <= known
        assert not {"fill", "stroke", "style", "id"} & ({*shape.attrib} - {"fill"})
        assert shape.get("fill") in (None, "none")


def test_each_tone_that_fills_is_said_once_for_light_and_for_dark() -> None:
    css = TONES_FILE.read_text(encoding="utf-8")
    light, _ = tone_sets()

    fills = set(re.findall(r"fill: var\(--([a-z0-9-]+)\)", css))

    assert fills == {*light, "body", "body-dark"}
    assert [css.count(f"--{name}: light-dark(") for name in light] == [1] * len(light)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_planes_and_what_is_marked_differ_by_lightness(scheme: int) -> None:
    tones = tone_sets()[scheme]

    for ground in ("sky", "haze"):
        assert contrast(tones["iron"], tones[ground]) >= 3
        assert contrast(tones["steel"], tones[ground]) >= 2.5
        assert contrast(tones["site"], tones[ground]) >= 3
        assert contrast(tones["signal"], tones[ground]) >= 2
        assert contrast(tones["danger"], tones[ground]) >= 3
        assert contrast(tones["far"], tones[ground]) >= 1.2
        assert contrast(tones["mid"], tones["far"]) >= 1.2


def test_on_paper_what_is_marked_stands_out_without_colour() -> None:
    css = TONES_FILE.read_text(encoding="utf-8")
    paper = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css.partition("@media print")[2]))

    assert contrast(paper["signal"], paper["sky"]) >= 3
