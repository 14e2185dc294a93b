"""Why a kit is not lent: a sentence and a remedy for the person who wants it."""

from dataclasses import asdict

from campus5g.errors import CampusError
from campus5g.site.booking.rules import SHORTEST_MINUTES, Limits, Refusal
from campus5g.wording import Wording

_WORDS = Wording(__file__)


class BookingRefusedError(CampusError):
    """A booking that is refused.

    Args:
        reason: the rule that refuses it.
        limits: how much one person may have.
    """

    def __init__(self, reason: Refusal, limits: Limits) -> None:
        values = {"shortest_minutes": SHORTEST_MINUTES, **asdict(limits)}
        super().__init__(
            _WORDS.text(reason, "problem", **values), _WORDS.text(reason, "remedy", **values)
        )
        self.reason = reason
