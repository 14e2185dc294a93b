"""Days with a time of day, as forms write them, in the time zone of the campus."""

import datetime

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.limits import in_calendar
from campus5g.site.words import ZONE


def read_moment(text: str) -> datetime.datetime | None:
    """Read a field of day and time; None if it is empty.

    Raises:
        CampusError: it is not a date.
    """
    if not text:
        return None
    try:
        return in_calendar(datetime.datetime.fromisoformat(text)).replace(tzinfo=ZONE)
    except ValueError:
        raise CampusError(
            t(fr=f"« {text} » n’est pas une date.", en=f"“{text}” is not a date."),
            t(
                fr="Revenez en arrière et choisissez le jour et l’heure.",
                en="Go back and choose a day and a time.",
            ),
        ) from None


def as_field(moment: datetime.datetime | None) -> str:
    """Write a moment as a field of day and time takes it."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if moment else ""
