"""A scene, as ``scene.yaml`` beside a module or a lab describes it."""

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campus5g.manifest import Part, Slug, Text, impossible, load_manifest
from campus5g.scenes.library import library

SCENE_FILE = "scene.yaml"

WIDTH, HEIGHT = 960, 400
"""The frame. On a phone and in the catalogue only the middle two thirds of its width are seen."""

Tone = Literal["site", "steel", "signal", "white", "iron", "mid", "danger"]
Point = tuple[float, float]
Ground = Literal["yard", "hall", "quay", "room"]
"""The backdrops of the library, and what a course stands on in the map of the site."""


class Element(Part):
    """A part of the library in its place, or a line through points.

    ``at`` is where the middle of the part's foot stands; ``repeat`` draws it several times, each a
    ``step`` further on. ``tone`` colours its body; ``faint`` lets it go towards the background. A
    line is the way of a message, a cable or a route.
    """

    part: Slug | None = None
    at: Point = (0, 0)
    scale: Annotated[float, Field(gt=0, le=4)] = 1
    turn: Annotated[float, Field(ge=-180, le=180)] = 0
    mirrored: bool = False
    tone: Tone = "site"
    faint: Annotated[float, Field(gt=0, le=1)] = 1
    repeat: Annotated[int, Field(ge=1, le=60)] = 1
    step: Point = (0, 0)
    line: Annotated[list[Point], Field(min_length=2)] | None = None
    width: Annotated[float, Field(gt=0, le=20)] = 4
    dashed: bool = False

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.part is None) == (self.line is None):
            raise impossible("This is not one part or one line.", "Give it a part, or a line.")
        if self.part is not None:
            _refuse_stranger(self.part, "part")
        return self

    @property
    def places(self) -> list[Point]:
        """Where it is, once or more."""
        (x, y), (dx, dy) = self.at, self.step
        return self.line or [(x + dx * place, y + dy * place) for place in range(self.repeat)]


class Scene(Part):
    """A drawing: what it shows, for people who do not see it, and what it is composed of.

    What comes later in ``parts`` stands in front. ``landmark`` is the part by which learners know
    the module on the map of the site.
    """

    shows: Text
    night: bool = False
    landmark: Slug | None = None
    parts: Annotated[list[Element], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_its_landmark(self) -> Self:
        if self.landmark is not None:
            _refuse_stranger(self.landmark, "landmark")
        return self


def _refuse_stranger(name: str, field: str) -> None:
    """Refuse a part that the library does not have.

    Raises:
        PydanticCustomError: at the field that names it.
    """
    if name in library():
        return
    near = get_close_matches(name, library(), n=3)
    raise impossible(
        f"The library has no part {name}.",
        f"Did you mean {' or '.join(near)}?" if near else "campus5g look shows all parts.",
        (field,),
    )


def load_scene(folder: Path) -> Scene | None:
    """Return the scene of a module or a lab; None if it has none.

    Raises:
        ManifestError: the scene can't be read, or names a part that does not exist.
    """
    file = folder / SCENE_FILE
    return load_manifest(file, Scene) if file.is_file() else None
