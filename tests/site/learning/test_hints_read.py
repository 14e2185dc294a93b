"""Which hints a learner opened."""

import datetime

from campus5g.site.learning.activity import Deed
from campus5g.site.learning.hints_read import hints_read, is_hint, read_to_the_last

NINE = datetime.datetime(2026, 12, 3, 9, tzinfo=datetime.UTC)


def came_to(part: str) -> Deed:
    return Deed(NINE, "packet-capture", "experienced", ("part", part))


def test_a_hint_is_distinguished_from_a_part() -> None:
    deeds = [came_to("first-look"), came_to("hint-read-cause-2")]

    assert list(map(is_hint, deeds)) == [False, True]
    assert list(hints_read(deeds)) == [("read-cause", 2)]


def test_only_items_whose_third_hint_was_opened_are_named_once_each() -> None:
    deeds = [
        came_to("hint-wrap-1"),
        came_to("hint-wrap-2"),
        came_to("hint-read-cause-3"),
        came_to("hint-suci-3"),
        came_to("hint-read-cause-3"),
    ]

    assert read_to_the_last(deeds) == ["read-cause", "suci"]
