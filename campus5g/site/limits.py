"""Numbers and dates from people: what databases, calendars and sums can take, and no more.

Every number and date of a form or an address has one of these types, or narrower limits of its own;
what is outside is refused before anything uses it.
"""

import datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

FIRST_YEAR, LAST_YEAR = 2000, 2199

LARGEST_NUMBER = 2**31 - 1
"""Of a row, on every database."""

RowNumber = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
Position = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]

_Day = TypeVar("_Day", bound=datetime.date)


def in_calendar(day: _Day) -> _Day:
    """Return a date, or a moment, that is in the years of this site.

    Raises:
        ValueError: it is before or after them: time zones and sums of days have no room there.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{day.year} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


Date = Annotated[datetime.date, AfterValidator(in_calendar)]
Moment = Annotated[datetime.datetime, AfterValidator(in_calendar)]
