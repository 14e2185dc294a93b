"""Dates and durations as the site's pages write them."""

import datetime

import pytest

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
