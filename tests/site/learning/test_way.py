"""A learner's way: streets in order, one next place, and the time that is left."""

import datetime

from campus5g.authoring.catalogue import find_module
from campus5g.site.learning.standing import Standing, State
from campus5g.site.learning.way import next_of, way_of
from campus5g.site.records.cohorts import CohortModule

OPENED = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)


def at(module: str, state: State) -> Standing:
    place = CohortModule(module=module, released_at=None if state == "closed" else OPENED)
    return Standing(place, find_module(module), state, due_at=None, score=None)


MIXED = [
    at("meet-the-kit", "returned"),
    at("essentials-why-5g", "handed-in"),
    at("essentials-radio", "new"),
    at("use-cases-energy", "closed"),
    at("packet-capture", "begun"),
]


def test_courses_are_streets_in_the_cohorts_order_and_labs_stand_beside() -> None:
    way = way_of(MIXED, None)

    assert [street.course.id if street.course else "labs" for street in way.streets] == [
        "essentials",
        "use-cases",
        "labs",
    ]
    assert [street.ground for street in way.streets] == ["hall", "quay", "yard"]


def test_places_have_the_numbers_of_the_list() -> None:
    numbers = {stop.standing.module.id: stop.number for stop in way_of(MIXED, None).stops}

    assert numbers == {each.module.id: place for place, each in enumerate(MIXED, 1)}


def test_what_was_begun_is_next_before_what_is_new_and_nothing_closed_is() -> None:
    assert next_of(MIXED) is MIXED[4]
    assert next_of(MIXED[:4]) is MIXED[2]
    assert next_of([MIXED[0], MIXED[3]]) is None


def test_exactly_the_next_place_is_marked() -> None:
    way = way_of(MIXED, next_of(MIXED))

    assert [stop.standing.module.id for stop in way.stops if stop.is_next] == ["packet-capture"]
    assert sum("as-signal" in stop.drawn for stop in way.stops) == 1


def test_the_time_left_is_that_of_what_is_not_handed_in() -> None:
    way = way_of(MIXED, None)

    left = [find_module(each).manifest.minutes for each in ("essentials-radio", "use-cases-energy")]
    lab = find_module("packet-capture").manifest.minutes
    assert way.minutes_left == sum(left) + lab
    assert [street.minutes_left for street in way.streets] == [*left, lab]
    assert way.done == 2
