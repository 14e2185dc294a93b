"""How powers, energies, prices, times and weeks are shown, and what stands for missing data."""

from datetime import date
from html import escape

from ipywidgets import HTML

from campus5g.courseware.explorers.use_cases.energy.steel_load import SteelDataError, Week
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t

_MONTHS = (
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
)
_DAYS = (
    ("lundi", "Monday"),
    ("mardi", "Tuesday"),
    ("mercredi", "Wednesday"),
    ("jeudi", "Thursday"),
    ("vendredi", "Friday"),
    ("samedi", "Saturday"),
    ("dimanche", "Sunday"),
)


def kilowatts(power_kw: float) -> str:
    """Return a power in whole kW."""
    return f"{whole(power_kw)}{NO_BREAK}kW"


def kilowatt_hours(energy_kwh: float) -> str:
    """Return an energy in whole kWh."""
    return f"{whole(energy_kwh)}{NO_BREAK}kWh"


def euros(amount_eur: float) -> str:
    """Return an amount in whole euros."""
    return t(fr=f"{whole(amount_eur)}{NO_BREAK}€", en=f"€{whole(amount_eur)}")


def share(part: float, digits: int = 0) -> str:
    """Return a share, 0 to 1, as a percentage."""
    text = f"{100 * part:.{digits}f}".replace("-", "\N{MINUS SIGN}")
    if float(text.replace("\N{MINUS SIGN}", "-")) == 0:
        text = text.lstrip("\N{MINUS SIGN}")
    return t(fr=text.replace(".", ","), en=text) + f"{NO_BREAK}%"


def clock(hours: float) -> str:
    """Return a time of the day."""
    minutes = round(hours * 60)
    hour, minute = divmod(minutes, 60)
    french = f"{hour}{NO_BREAK}h" + (f"{NO_BREAK}{minute:02d}" if minute else "")
    return t(fr=french, en=f"{hour}:{minute:02d}")


def day_name(day: int) -> str:
    """Return the name of a day of the week; Monday is 0."""
    french, english = _DAYS[day]
    return t(fr=french, en=english)


def when(minutes: float) -> str:
    """Return day and time, from minutes since Monday 0:00."""
    day, minute = divmod(minutes, 24 * 60)
    return f"{day_name(int(day) % 7)} {clock(minute / 60)}"


def date_words(day: date) -> str:
    """Return a date, with its year."""
    french, english = _MONTHS[day.month - 1]
    first = "1er" if day.day == 1 else str(day.day)
    return t(
        fr=f"{first}{NO_BREAK}{french} {day.year}", en=f"{day.day}{NO_BREAK}{english} {day.year}"
    )


def week_name(week: Week) -> str:
    """Return the name of a week."""
    start = date_words(week.start)
    return t(fr=f"semaine du {start}", en=f"week of {start}")


def note(missing: SteelDataError) -> HTML:
    """Return what stands in an explorer's place when the measurements can't be read."""
    return HTML(f'<p role="note">{escape(str(missing))}</p>')
