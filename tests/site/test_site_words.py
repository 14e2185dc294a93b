"""Dates and durations as the site's pages write them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.site.words import Words

MONDAY, FRIDAY = datetime.date(2026, 3, 2), datetime.date(2026, 3, 6)


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (MONDAY, FRIDAY, "du 2 mars 2026 au 6 mars 2026", "from 2 March 2026 to 6 March 2026"),
        (MONDAY, MONDAY, "le 2 mars 2026", "on 2 March 2026"),
        (MONDAY, None, "à partir du 2 mars 2026", "from 2 March 2026"),
        (None, FRIDAY, "jusqu’au 6 mars 2026", "until 6 March 2026"),
        (None, None, "", ""),
    ],
)
def test_a_period_shows_the_known_dates(
    first: datetime.date | None, last: datetime.date | None, french: str, english: str
) -> None:
    written = [Words(language).period(first, last) for language in ("fr", "en")]

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in written] == [french, english]


@pytest.mark.parametrize(
    ("minutes", "french", "english"),
    [(25, "25 min", "25 min"), (60, "1 h", "1 h"), (65, "1 h 05", "1 h 5 min")],
)
def test_a_duration_is_written_as_its_readers_write_it(
    minutes: int, french: str, english: str
) -> None:
    written = [Words(language).minutes(minutes) for language in ("fr", "en")]

    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in written] == [french, english]


@given(parts=st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_the_points_of_parts_add_up_to_their_total(parts: list[int]) -> None:
    words = Words("fr")

    shown = [words.points(each / 100) for each in parts]
    total = words.points(sum(each / 100 for each in parts))

    assert sum(map(read, shown)) == read(total)


def read(shown: str) -> Decimal:
    return Decimal(shown.replace(",", "."))


def test_points_have_no_decimals_that_say_nothing() -> None:
    shown = [Words("fr").points(value) for value in (12, 3.75, 2.5, 6.25, 100)]

    assert shown == ["12", "3,75", "2,5", "6,25", "100"]
