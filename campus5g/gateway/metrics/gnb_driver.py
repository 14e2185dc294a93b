"""A gNB's scheduler reports over srsRAN's and OCUDU's remote control WebSocket."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

CONNECT_S = 10.0
SILENCE_S = 10.0
"""A gNB reports once a second, unless configured otherwise."""
LARGEST_FRAME_BYTES = 1 << 20
MOST_WAITING_FRAMES = 8

_SUBSCRIBE = json.dumps({"cmd": "metrics_subscribe"})
_library_log = logging.getLogger(f"{__name__}.library")
_library_log.setLevel(logging.CRITICAL)  # the caller gets the error


class GnbMetricsError(Exception):
    """A gNB that does not answer, or refuses."""


class CellReport(BaseModel):
    """One cell over one period, under the gNB's own names, which differ between releases."""

    cell_metrics: dict[str, Any] = {}
    ue_list: list[dict[str, Any]] = []
    event_list: list[dict[str, Any]] = []


class _Report(BaseModel):
    cells: list[CellReport] = Field(min_length=1)


async def reports(url: str) -> AsyncGenerator[list[CellReport], None]:
    """Subscribe, and yield the cells of each report until the caller stops.

    A slow caller holds the gNB back: `MOST_WAITING_FRAMES` wait here, the rest at the gNB.

    Args:
        url: of the gNB's remote control, ``ws://host:port``.

    Raises:
        GnbMetricsError: it does not answer, refuses, or falls silent.
    """
    async with _explained(), _connection(url) as gnb:
        await gnb.send(_SUBSCRIBE)
        while True:
            async with asyncio.timeout(SILENCE_S):
                frame = await gnb.recv()
            cells = _cells(frame)
            if cells:
                yield cells


async def check(url: str) -> None:
    """Check that a gNB accepts a subscription.

    Raises:
        GnbMetricsError: it does not answer, or refuses.
    """
    async with _explained(), asyncio.timeout(CONNECT_S), _connection(url) as gnb:
        await gnb.send(_SUBSCRIBE)
        _cells(await gnb.recv())


def _connection(url: str) -> connect:
    return connect(
        url,
        open_timeout=CONNECT_S,
        close_timeout=CONNECT_S,
        max_size=LARGEST_FRAME_BYTES,
        max_queue=MOST_WAITING_FRAMES,
        proxy=None,
        logger=_library_log,
    )


@contextlib.asynccontextmanager
async def _explained() -> AsyncGenerator[None, None]:
    try:
        yield
    except TimeoutError as error:
        raise GnbMetricsError("no answer in time") from error
    except (OSError, WebSocketException) as error:
        raise GnbMetricsError(str(error) or type(error).__name__) from error


def _cells(frame: str | bytes) -> list[CellReport]:
    """Return the cells of a scheduler report; other reports and answers have none.

    Raises:
        GnbMetricsError: the gNB refuses the subscription.
    """
    try:
        message = json.loads(frame)
    except ValueError:
        return []
    if not isinstance(message, dict):
        return []
    if "error" in message:
        raise GnbMetricsError(str(message["error"])[:200])
    try:
        return _Report.model_validate(message).cells
    except ValidationError:
        return []
