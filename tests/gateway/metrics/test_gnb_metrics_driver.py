"""The gNB's driver against a WebSocket server that behaves as gNBs may."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from campus5g.gateway.metrics import gnb_driver as gnb_metrics
from campus5g.gateway.metrics.gnb_driver import CellReport, GnbMetricsError

Behaviour = Callable[[ServerConnection], Awaitable[Any]]

REPORT = {
    "timestamp": "2025-11-04T02:12:48.105",
    "cells": [{"cell_metrics": {"pci": 1}, "ue_list": [{"rnti": 17921, "dl_mcs": 27}]}],
}


@contextlib.asynccontextmanager
async def gnb(behaviour: Behaviour) -> AsyncIterator[str]:
    async with serve(behaviour, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


async def first(url: str) -> list[CellReport]:
    async with contextlib.aclosing(gnb_metrics.reports(url)) as incoming:
        return await anext(incoming)


async def test_only_scheduler_reports_are_reported() -> None:
    async def behaviour(client: ServerConnection) -> None:
        assert json.loads(await client.recv()) == {"cmd": "metrics_subscribe"}
        await client.send('{"cmd": "metrics_subscribe", "timestamp": "2025"}')
        await client.send('{"du": {"du_high": {}}, "timestamp": "2025"}')
        await client.send('{"cells": "none", "timestamp": "2025"}')
        await client.send("no JSON at all")
        await client.send("[1, 2]")
        await client.send(json.dumps(REPORT))
        await client.wait_closed()

    async with gnb(behaviour) as url:
        (cell,) = await first(url)

    assert cell.cell_metrics == {"pci": 1}
    assert cell.ue_list == [{"rnti": 17921, "dl_mcs": 27}]


async def test_a_cell_without_ues_is_reported() -> None:
    async def behaviour(client: ServerConnection) -> None:
        await client.send('{"cells": [{"cell_metrics": {"pci": 3}}]}')
        await client.wait_closed()

    async with gnb(behaviour) as url:
        (cell,) = await first(url)

    assert cell.ue_list == []


async def test_a_refusal_is_reported_in_the_gnb_s_words() -> None:
    async def behaviour(client: ServerConnection) -> None:
        await client.recv()
        await client.send('{"error": "Unknown command type: metrics_subscribe"}')
        await client.wait_closed()

    async with gnb(behaviour) as url:
        with pytest.raises(GnbMetricsError, match="Unknown command type"):
            await first(url)
        with pytest.raises(GnbMetricsError, match="Unknown command type"):
            await gnb_metrics.check(url)


async def test_a_gnb_that_disconnects_is_named() -> None:
    async def behaviour(client: ServerConnection) -> None:
        await client.close()

    async with gnb(behaviour) as url:
        with pytest.raises(GnbMetricsError):
            await first(url)


async def test_a_silent_gnb_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gnb_metrics, "SILENCE_S", 0.1)
    async with gnb(lambda client: client.wait_closed()) as url:
        with pytest.raises(GnbMetricsError, match="no answer in time"):
            await first(url)


async def test_a_frame_that_is_too_long_is_refused() -> None:
    async def behaviour(client: ServerConnection) -> None:
        await client.send("x" * (gnb_metrics.LARGEST_FRAME_BYTES + 1))
        await client.wait_closed()

    async with gnb(behaviour) as url:
        with pytest.raises(GnbMetricsError):
            await first(url)


async def test_a_closed_port_is_reported() -> None:
    async with gnb(lambda client: client.wait_closed()) as url:
        pass
    with pytest.raises(GnbMetricsError):
        await gnb_metrics.check(url)
