"""Limits of requests per address, kept in memory."""

import threading
import time
from collections import deque

from fastapi import Request

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.hub.client_address import TrustedProxies

_MOST_ADDRESSES = 10_000


class TooOftenError(CampusError):
    """Too many requests from one address."""


class OftenGuard:
    """Counts what comes from each address.

    Args:
        most: requests that are let through.
        within_s: the period in seconds.
    """

    def __init__(self, most: int, within_s: float) -> None:
        self._most, self._within_s = most, within_s
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, request: Request) -> None:
        """Count one.

        Raises:
            TooOftenError: too many requests came from this address.
        """
        address, moment = _address(request), time.monotonic()
        with self._lock:
            if len(self._times) > _MOST_ADDRESSES:
                self._times = {
                    each: times
                    for each, times in self._times.items()
                    if times[-1] > moment - self._within_s
                }
            times = self._times.setdefault(address, deque())
            while times and times[0] <= moment - self._within_s:
                times.popleft()
            if len(times) >= self._most:
                raise TooOftenError(
                    t(
                        fr="Trop de demandes viennent de cette adresse.",
                        en="Too many requests from this address.",
                    ),
                    t(
                        fr="Réessayez dans un quart d’heure.",
                        en="Try again in 15 minutes.",
                    ),
                )
            times.append(moment)

    def forgive(self, request: Request) -> None:
        """Take back the one that was counted last: it was as it should be."""
        with self._lock:
            times = self._times.get(_address(request))
            if times:
                times.pop()


def _address(request: Request) -> str:
    peer = request.client.host if request.client else ""
    # The site's own proxy is on this machine, and has already checked the browser's claims.
    return TrustedProxies.own().client(peer, request.headers.get("x-forwarded-for", ""))
