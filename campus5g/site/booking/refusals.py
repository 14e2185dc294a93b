"""Why a kit was not lent, in words."""

from typing import get_args

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.booking.rules import SHORTEST_MINUTES, Limits, Refusal

REASONS: tuple[Refusal, ...] = get_args(Refusal)


class BookingRefusedError(CampusError):
    """A wish that can't be granted; ``reason`` tells which rule it meets."""

    def __init__(self, reason: Refusal, limits: Limits) -> None:
        super().__init__(*_words(reason, limits))
        self.reason = reason


def _words(reason: Refusal, limits: Limits) -> tuple[str, str]:
    match reason:
        case "past":
            return (
                t(fr="Cette heure est passée.", en="That time is past."),
                t(fr="Choisissez une heure à venir.", en="Choose a time to come."),
            )
        case "too-short":
            return (
                t(fr="C’est trop court.", en="That is too short."),
                t(
                    fr=f"Réservez au moins {SHORTEST_MINUTES} minutes.",
                    en=f"Book {SHORTEST_MINUTES} minutes or more.",
                ),
            )
        case "too-long":
            return (
                t(fr="C’est trop long.", en="That is too long."),
                t(
                    fr=f"Réservez {limits.longest_minutes} minutes au plus.",
                    en=f"Book {limits.longest_minutes} minutes at most.",
                ),
            )
        case "too-far":
            return (
                t(fr="C’est trop loin.", en="That is too far ahead."),
                t(
                    fr=f"On réserve jusqu’à {limits.days_ahead} jours d’avance.",
                    en=f"Kits can be booked up to {limits.days_ahead} days ahead.",
                ),
            )
        case "repair":
            return (
                t(fr="Le kit est alors en maintenance.", en="The kit is in maintenance then."),
                t(fr="Choisissez une autre heure.", en="Choose another time."),
            )
        case "taken":
            return (
                t(fr="Le kit est déjà pris à cette heure.", en="The kit is taken at that time."),
                t(
                    fr="Choisissez une heure libre, ou mettez-vous en file d’attente.",
                    en="Choose a free time, or join the queue.",
                ),
            )
        case "elsewhere":
            return (
                t(
                    fr="Vous avez déjà un kit à cette heure.",
                    en="You have a kit at that time already.",
                ),
                t(
                    fr="Annulez d’abord l’autre réservation.",
                    en="Cancel the other booking first.",
                ),
            )
        case "too-many":
            return (
                t(
                    fr=f"Vous avez déjà {limits.at_once} réservations à venir.",
                    en=f"You have {limits.at_once} bookings to come already.",
                ),
                t(
                    fr="Annulez-en une, ou attendez qu’elle soit passée.",
                    en="Cancel one, or wait until it is over.",
                ),
            )
