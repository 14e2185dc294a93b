"""Opens a booked kit to its person by a lease of the gateway, made when a notebook asks."""

import datetime
import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError, KitRefusedError
from campus5g.kit.starting.served import ServedKit
from campus5g.language import t
from campus5g.site.records.bookings import Booking


class KitAwayError(CampusError):
    """A booked kit does not respond, or is not lent."""


@dataclass(frozen=True)
class Key:
    """What a notebook needs to reach the kit that is booked for it."""

    kit: str
    url: str
    token: str
    ca_file: Path | None
    until: datetime.datetime


class Lender:
    """The leases that this process has made. Others of the same kit are revoked.

    Kept in memory: after a restart a notebook that asks again gets a new lease.
    """

    def __init__(self) -> None:
        self._keys: dict[tuple[int, datetime.datetime], tuple[Key, str]] = {}
        self._lock = threading.Lock()

    def key(
        self, booking: Booking, learner: str, served: list[ServedKit], now: datetime.datetime
    ) -> Key:
        """Return the key of a running booking; the same one each time.

        Raises:
            KitAwayError: the kit is not served, or its gateway refuses.
        """
        kit = next((each for each in served if each.name == booking.kit), None)
        if kit is None:
            raise _away(booking.kit)
        with self._lock:
            self._forget(now)
            known = self._keys.get((booking.id, booking.ends_at))
            if known is not None and known[0].url == kit.url:
                return known[0]
            try:
                key, lease = _lease(booking, learner, kit, now)
            except KitError as error:
                if (
                    isinstance(error, KitRefusedError)
                    and error.status == HTTPStatus.SERVICE_UNAVAILABLE
                ):
                    raise KitAwayError(error.problem, error.remedy) from error
                raise _away(booking.kit) from error
            self._keys[booking.id, booking.ends_at] = key, lease
            return key

    def end(self, booking: Booking, served: list[ServedKit]) -> None:
        """Close a kit to the person who gave it back."""
        with self._lock:
            found = [each for each in self._keys if each[0] == booking.id]
            leases = [self._keys.pop(each)[1] for each in found]
        kit = next((each for each in served if each.name == booking.kit), None)
        if kit is None:
            return
        with GatewayConnection(kit.url, kit.token, kit.ca_file) as operator:
            for lease in leases:
                try:
                    operator.call("DELETE", f"/leases/{lease}")
                except KitError:
                    # The lease or the kit has already ended: it is closed either way.
                    continue

    def _forget(self, now: datetime.datetime) -> None:
        for each in [each for each in self._keys if each[1] <= now]:
            del self._keys[each]


def _lease(
    booking: Booking, learner: str, kit: ServedKit, now: datetime.datetime
) -> tuple[Key, str]:
    left = (booking.ends_at - now).total_seconds() / 60
    with GatewayConnection(kit.url, kit.token, kit.ca_file) as operator:
        # The calendar decides who has the kit: any other lease is left from an earlier booking.
        lease = operator.call(
            "POST", "/leases", {"learner": learner, "minutes": left, "override": True}
        )
    key = Key(kit.name, kit.url, str(lease["token"]), kit.ca_file, booking.ends_at)
    return key, str(lease["id"])


def _away(kit: str) -> KitAwayError:
    return KitAwayError(
        t(fr=f"Le kit {kit} ne répond pas.", en=f"Kit {kit} is not responding."),
        t(
            fr="Prévenez votre formateur ; en attendant, rendez la réservation et travaillez "
            "sur un kit virtuel.",
            en="Tell your trainer. Meanwhile, give the booking back and work on a virtual kit.",
        ),
    )
