"""The gNB's remote control port: metrics over a WebSocket, as srsRAN and OCUDU send them.

Each text frame is one JSON object. `{"cmd": "metrics_subscribe"}` is answered by the same command
with a time; then a scheduler report follows every second, without "cmd", until
`metrics_unsubscribe` or the end of the connection. Other commands of a gNB (such as `quit`) are
errors: this port is read-only.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from campus5g.virtualkit.listening import listening
from campus5g.virtualkit.metrics.gnb_account import UeLink
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.timing import moment

PERIOD_S = 1.0
LARGEST_COMMAND = 16 << 10
_FRAME_S = 0.01
_FRAME_NUMBERS = 1024
_HISTOGRAM_BUCKETS = 10

_log = logging.getLogger(__name__)
_log.setLevel(logging.CRITICAL)  # the library's messages concern the client only


class GnbMetrics:
    """The reports of one gNB with one cell, counted only while a client is subscribed.

    Args:
        gnb: the gNB, which knows the connected UEs.
        pci: its cell's physical cell identity.
        slot_s: the slot duration.
        links: the UEs' links by name.
    """

    def __init__(self, gnb: Gnb, pci: int, slot_s: float, links: Mapping[str, UeLink]) -> None:
        self._gnb = gnb
        self._pci = pci
        self._slot_s = slot_s
        self._links = links
        self._subscribers: set[ServerConnection] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._began_s = 0.0

    async def listen(self, url: str, stack: AsyncExitStack) -> None:
        """Serve clients at an address; the server closes with the stack.

        Raises:
            CampusError: when the address can't be used.
        """
        address = urlsplit(url)
        with listening("The gNB's metrics server", address.netloc):
            server = await serve(
                self._serve,
                address.hostname,
                address.port,
                max_size=LARGEST_COMMAND,
                compression=None,
                server_header=None,
                logger=_log,
            )
        stack.callback(server.close)
        stack.callback(self._stop)

    async def _serve(self, client: ServerConnection) -> None:
        try:
            async for text in client:
                await client.send(json.dumps(self._answer(client, text)))
        except ConnectionClosed:
            return
        finally:
            self._unsubscribe(client)

    def _answer(self, client: ServerConnection, text: str | bytes) -> dict[str, Any]:
        if isinstance(text, bytes):
            return _error("This WebSocket server only supports opcode TEXT messages")
        try:
            order = json.loads(text)
        except ValueError as error:
            return _error(str(error))
        if not isinstance(order, dict) or "cmd" not in order:
            return _error("'cmd' object is missing and it is mandatory")
        match order["cmd"]:
            case "metrics_subscribe":
                self._subscribe(client)
            case "metrics_unsubscribe":
                self._unsubscribe(client)
            case str(other):
                return _error(f"Unknown command type: {other}") | {"cmd": other}
            case _:
                return _error("'cmd' object value type should be a string")
        return {"cmd": order["cmd"], "timestamp": _time_stamp()}

    def _subscribe(self, client: ServerConnection) -> None:
        self._subscribers.add(client)
        if self._timer is None:
            for link in self._links.values():
                link.watch()
            self._set_timer()

    def _unsubscribe(self, client: ServerConnection) -> None:
        self._subscribers.discard(client)
        if not self._subscribers:
            self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            for link in self._links.values():
                link.ignore()

    def _set_timer(self) -> None:
        self._began_s = moment.utc_s()
        self._timer = asyncio.get_running_loop().call_later(PERIOD_S, self._report)

    def _report(self) -> None:
        # The library's pings disconnect a client that doesn't read.
        broadcast(self._subscribers, json.dumps(self._figures()))
        self._set_timer()

    def _figures(self) -> dict[str, Any]:
        now_s = moment.utc_s()
        connected = [self._links[name] for name in self._gnb.connected]
        events = [
            {"event_type": kind, "rnti": link.rnti, "slot": self._slot(time_s)}
            for link in self._links.values()
            for kind, time_s in link.events
        ]
        cell: dict[str, Any] = {"cell_metrics": self._cell(events)}
        reports = {
            link.rnti: link.report(self._pci, now_s, now_s - self._began_s)
            for link in self._links.values()
        }
        if connected:
            cell["ue_list"] = [reports[link.rnti] for link in connected]
        if events:
            cell["event_list"] = events
        return {"timestamp": _time_stamp(), "cells": [cell]}

    def _cell(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the cell's own figures; this scheduler has no latency and no failed allocations.

        Each connection has started with a detected random access preamble.
        """
        return {
            "pci": self._pci,
            **dict.fromkeys(("error_indication_count", "average_latency", "max_latency"), 0),
            **dict.fromkeys(("failed_dl_pdcch", "failed_ul_pdcch", "nof_failed_uci_allocs"), 0),
            **dict.fromkeys(("failed_common_dl_pdcch", "failed_common_ul_pdcch"), 0),
            "latency_histogram": [0] * _HISTOGRAM_BUCKETS,
            "msg3_nof_ok": sum(event["event_type"] == "ue_create" for event in events),
            **dict.fromkeys(("msg3_nof_nok", "nof_conres_timer_expired"), 0),
            "avg_prach_delay": 0.0,
            **dict.fromkeys(("late_dl_harqs", "late_ul_harqs"), 0),
            "pucch_tot_rb_usage_avg": 0.0,
        }

    def _slot(self, time_s: float) -> str:
        """Return a time as system frame number and slot number (TS 38.211, 4.3.1)."""
        frame, rest_s = divmod(time_s, _FRAME_S)
        return f"{int(frame) % _FRAME_NUMBERS}.{int(rest_s / self._slot_s)}"


def _error(text: str) -> dict[str, Any]:
    return {"error": text, "timestamp": _time_stamp()}


def _time_stamp() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
