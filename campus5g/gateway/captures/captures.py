"""The captures of one kit: started, found, deleted, and stopped when the gateway shuts down."""

import asyncio
import secrets
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from campus5g.errors import choose_from
from campus5g.gateway.access.access import Holder
from campus5g.gateway.captures.capture import Capture, CaptureOrder
from campus5g.gateway.captures.capture_point import open_point
from campus5g.gateway.captures.packet_source import CapturePointError, PacketSource
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError, not_answering
from campus5g.inventory import CapturePoint
from campus5g.language import t

MOST_RUNNING = 8
MOST_KEPT = 24


class Captures:
    """The captures that the gateway holds, in files in one private folder."""

    def __init__(self, points: dict[str, CapturePoint], folder: Path, notary: Notary) -> None:
        self._points = points
        self._notary = notary
        self._folder = folder
        self._captures: dict[str, Capture] = {}
        self._starting = 0

    async def start(self, order: CaptureOrder, holder: Holder) -> Capture:
        """Start a capture; it is live when this returns.

        Raises:
            GatewayError: unknown point, too many captures, or a point that does not answer.
        """
        for point in order.points:
            if point not in self._points:
                raise _unknown_point(point, list(self._points))
        if self._starting + sum(held.running for held in self) >= MOST_RUNNING:
            raise _too_many()
        self._starting += 1
        try:
            sources = await self._connected(order.points)
        finally:
            self._starting -= 1
        shows = {name: self._points[name].shows.en for name in order.points}
        file = self._folder / f"{secrets.token_hex(8)}.pcapng"
        capture = Capture(order, sources, shows, file, holder, self._notary)
        self._captures[capture.id] = capture
        self._forget_oldest()
        return capture

    def __iter__(self) -> Iterator[Capture]:
        return iter(list(self._captures.values()))

    def of(self, holder: Holder) -> list[Capture]:
        """Return the captures that a holder may see, oldest first: the operator sees all."""
        return [capture for capture in self if holder.lease in (None, capture.holder.lease)]

    def get(self, capture_id: str, holder: Holder) -> Capture:
        """Return a capture.

        Raises:
            GatewayError: the holder does not have a capture with that id.
        """
        capture = self._captures.get(capture_id)
        if capture is None or holder.lease not in (None, capture.holder.lease):
            raise GatewayError(
                HTTPStatus.NOT_FOUND,
                t(
                    fr="Cette capture n’existe pas, ou plus.",
                    en="This capture does not exist, or no longer exists.",
                ),
                t(fr="Lancez une nouvelle capture.", en="Start a new capture."),
            )
        return capture

    def delete(self, capture: Capture) -> None:
        """Stop a capture and remove its file."""
        capture.stop("asked")
        self._captures.pop(capture.id, None)
        capture.path.unlink(missing_ok=True)

    def end_lease(self, lease: str) -> None:
        """Stop and remove the captures of a lease that has ended."""
        for capture in [each for each in self if each.holder.lease == lease]:
            capture.stop("lease")
            self.delete(capture)

    def end(self) -> None:
        """Stop every capture, before the gateway shuts down."""
        for capture in self:
            capture.stop("gateway")

    async def _connected(self, names: list[str]) -> dict[str, PacketSource]:
        """Connect to all points at once; if one fails, disconnect from the others."""
        connecting = [asyncio.create_task(self._connect(name)) for name in names]
        try:
            return dict(zip(names, await asyncio.gather(*connecting), strict=True))
        except BaseException:
            for result in await asyncio.gather(*connecting, return_exceptions=True):
                if isinstance(result, PacketSource):
                    result.close()
            raise

    async def _connect(self, name: str) -> PacketSource:
        point = self._points[name]
        try:
            return await open_point(point)
        except CapturePointError as error:
            problem = t(
                fr=f"Le point de capture {name} ne répond pas ({error}).",
                en=f"Capture point {name} is not answering ({error}).",
            )
            raise not_answering(problem) from error

    def _forget_oldest(self) -> None:
        stopped = [capture for capture in self if not capture.running]
        for capture in stopped[: max(0, len(self._captures) - MOST_KEPT)]:
            self.delete(capture)


def _unknown_point(point: str, known: list[str]) -> GatewayError:
    return GatewayError(
        HTTPStatus.NOT_FOUND,
        t(
            fr=f"Ce kit n’a pas de point de capture « {point} ».",
            en=f"This kit has no capture point “{point}”.",
        ),
        choose_from(known),
    )


def _too_many() -> GatewayError:
    return GatewayError(
        HTTPStatus.TOO_MANY_REQUESTS,
        t(
            fr=f"{MOST_RUNNING} captures sont déjà en cours sur ce kit.",
            en=f"{MOST_RUNNING} captures are already running on this kit.",
        ),
        t(
            fr="Arrêtez-en une, puis recommencez.",
            en="Stop one of them, then try again.",
        ),
    )
