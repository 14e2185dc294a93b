"""A learner's way through a cohort: its streets, what is done, what is next, and the time left."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from campus5g.authoring.catalogue import CourseManifest, Module
from campus5g.manifest import ManifestError
from campus5g.read_on_change import ReadOnChange
from campus5g.scenes.library import LibraryPart
from campus5g.scenes.scene import SCENE_FILE, Ground, load_scene
from campus5g.scenes.street import State, landmark_of, plot
from campus5g.site.learning.offer import shelves
from campus5g.site.learning.standing import Standing

_LABS_GROUND: Ground = "yard"


@dataclass(frozen=True)
class Stop:
    """A module on the way: its number in the cohort, and its plot as SVG."""

    number: int
    standing: Standing
    is_next: bool
    drawn: str


@dataclass(frozen=True)
class Street:
    """The stops of a course, or those of the labs."""

    course: CourseManifest | None
    ground: Ground
    stops: tuple[Stop, ...]

    @property
    def done(self) -> int:
        """How many of its modules are handed in."""
        return sum(each.standing.done for each in self.stops)

    @property
    def minutes_left(self) -> int:
        """How long what is not handed in yet takes."""
        return sum(_minutes_left(each.standing) for each in self.stops)


@dataclass(frozen=True)
class Way:
    """All streets of a cohort, the labs last."""

    streets: tuple[Street, ...]

    @property
    def stops(self) -> list[Stop]:
        """All stops."""
        return [stop for street in self.streets for stop in street.stops]

    @property
    def current(self) -> Street | None:
        """The street of the next module, else the first where something can be done."""
        for street in self.streets:
            if any(stop.is_next for stop in street.stops):
                return street
        to_do = (each for each in self.streets if any(stop.standing.to_do for stop in each.stops))
        return next(to_do, None)

    @property
    def done(self) -> int:
        """How many modules are handed in."""
        return sum(street.done for street in self.streets)

    @property
    def minutes_left(self) -> int:
        """How long what is not handed in yet takes."""
        return sum(street.minutes_left for street in self.streets)

    @property
    def grounds(self) -> set[Ground]:
        """What its streets stand on."""
        return {street.ground for street in self.streets}


def next_of(standings: Iterable[Standing]) -> Standing | None:
    """Return the module to go on with: one that was begun, else the first new one."""
    to_do = [each for each in standings if each.to_do]
    begun = [each for each in to_do if each.state == "begun"]
    return next(iter(begun or to_do), None)


def way_of(standings: list[Standing], next_: Standing | None) -> Way:
    """Return the way of a learner through a cohort.

    Args:
        standings: where they stand, in the cohort's order, by which modules are numbered.
        next_: the one module that is shown as the next; None if it is of another cohort.
    """
    numbered = {each.module.id: (number, each) for number, each in enumerate(standings, 1)}
    return Way(
        tuple(
            _street(shelf.course, [numbered[module.id] for module in shelf.modules], next_)
            for shelf in shelves([each.module for each in standings])
        )
    )


def _street(
    course: CourseManifest | None, stops: list[tuple[int, Standing]], next_: Standing | None
) -> Street:
    ground = course.ground if course else _LABS_GROUND
    return Street(
        course,
        ground,
        tuple(
            Stop(number, each, each is next_, _drawn(each, ground, place, is_next=each is next_))
            for place, (number, each) in enumerate(stops)
        ),
    )


def _drawn(standing: Standing, ground: Ground, place: int, *, is_next: bool) -> str:
    state: State = "next" if is_next else "closed" if standing.state == "closed" else "open"
    return plot(_landmark(standing.module), ground, place, state)


def _landmark(module: Module) -> LibraryPart | None:
    return _landmarks.of(module.folder / SCENE_FILE)


def _read_landmark(file: Path) -> LibraryPart | None:
    try:
        return landmark_of(load_scene(file.parent))
    except ManifestError:
        # What an author has to correct keeps nobody from learning.
        return None


def _minutes_left(standing: Standing) -> int:
    return 0 if standing.done else standing.module.manifest.minutes


# A learner asks for the whole map with each visit of the home page.
_landmarks = ReadOnChange(_read_landmark)
