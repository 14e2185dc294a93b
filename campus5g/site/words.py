"""Dates, counts and states as the site's pages write them."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from campus5g.courseware.quiz.points import achieved_words
from campus5g.language import Language, translator

# The campus is in Dunkirk.
ZONE = ZoneInfo("Europe/Paris")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Words:
    """Writes in one language."""

    language: Language

    def day(self, value: datetime.date | datetime.datetime) -> str:
        """Return a day: 3 décembre 2026."""
        if isinstance(value, datetime.datetime):
            value = value.astimezone(ZONE).date()
        month = _MONTHS[self.language].split()[value.month - 1]
        number = "1er" if self.language == "fr" and value.day == 1 else str(value.day)
        return _NO_BREAK.join((number, month, str(value.year)))

    def period(self, first: datetime.date | None, last: datetime.date | None) -> str:
        """Return a period, as far as it is known: du 2 mars 2026 au 6 mars 2026."""
        t = translator(self.language)
        if first is None:
            return f"{t(fr='jusqu’au', en='until')} {self.day(last)}" if last else ""
        if last is None:
            return f"{t(fr='à partir du', en='from')} {self.day(first)}"
        if first == last:
            return f"{t(fr='le', en='on')} {self.day(first)}"
        return f"{t(fr='du', en='from')} {self.day(first)} {t(fr='au', en='to')} {self.day(last)}"

    def moment(self, value: datetime.datetime) -> str:
        """Return a day and a time of day: 3 décembre 2026 à 14 h 05."""
        if self.language == "fr":
            return f"{self.day(value)} à {self.time(value)}"
        return f"{self.day(value)}, {self.time(value)}"

    def time(self, value: datetime.datetime) -> str:
        """Return a time of day: 14 h 05."""
        local = value.astimezone(ZONE)
        if self.language == "fr":
            return f"{local.hour}{_NO_BREAK}h{_NO_BREAK}{local.minute:02}"
        return f"{local:%H:%M}"

    def weekday(self, value: datetime.date) -> str:
        """Return a day of the week with its number: mercredi 25."""
        name = _WEEKDAYS[self.language].split()[value.weekday()]
        return f"{name}{_NO_BREAK}{value.day}"

    def minutes(self, value: int) -> str:
        """Return a duration: 1 h 05."""
        hours, minutes = divmod(value, 60)
        if hours == 0:
            return f"{minutes}{_NO_BREAK}min"
        if minutes == 0:
            return f"{hours}{_NO_BREAK}h"
        if self.language == "fr":
            return f"{hours}{_NO_BREAK}h{_NO_BREAK}{minutes:02}"
        return f"{hours}{_NO_BREAK}h{_NO_BREAK}{minutes}{_NO_BREAK}min"

    def number(self, value: float) -> str:
        """Return a number with at most one decimal."""
        return self._decimal(f"{value:.1f}".removesuffix(".0"))

    def points(self, value: float) -> str:
        """Return points with the hundredths that marks have, so that parts add up to totals."""
        return self._decimal(f"{value:.2f}".rstrip("0").removesuffix("."))

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.language == "fr" else text

    def percent(self, share: float) -> str:
        """Return a share as a whole percentage."""
        return f"{round(100 * share)}{_NO_BREAK if self.language == 'fr' else ''}%"

    def achieved(self, achieved: bool) -> str:
        """Return whether an objective is achieved."""
        return achieved_words(achieved, self.language)

    def count(self, number: int, *, fr: tuple[str, str], en: tuple[str, str]) -> str:
        """Return a number with its noun; `fr` and `en` are one and many."""
        single = number == 1 or (self.language == "fr" and number == 0)
        one, many = fr if self.language == "fr" else en
        return f"{number}{_NO_BREAK}{one if single else many}"


def in_language(language: Language) -> Words:
    """Return the writer of a language."""
    return Words(language)
