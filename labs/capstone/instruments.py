"""What a pair measures of one device: radio, delay, signalling and program on one sheet."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import Any

from campus5g import t
from campus5g.capture import open_capture
from campus5g.kit.kit import Kit
from campus5g.kit.measuring.latency import LatencyResult
from campus5g.kit.showing.numbers import decimal

PORTS = {"camera": 5004, "agv": 5006, "badge": 5008}
"""The devices, and the site's UDP port that each sends to."""

_CELL = "text-align:left;padding:.15rem 1rem .15rem 0"
_QFI = "gtp.ext_hdr.pdu_ses_con.qos_flow_id"
_HEADERS_BYTES = 8
_SIGNAL_S = 6.0
_PER_MINUTE = {"camera": 600.0, "agv": 300.0, "badge": 120.0}
_PAYLOAD_BYTES = {"camera": 1200, "agv": 64, "badge": 40}

RoundTrips = list[float | None]
"""In milliseconds, in the order of sending; None where a packet was lost."""


@dataclass(frozen=True)
class Sheet:
    """The figures of one device.

    Args:
        rsrp_dbm, sinr_db: medians of the modem's readings.
        p95_ms, lost_percent: of round trips to its port.
        qfi: the flow that most of its own packets use on N3.
        ngap_cause: the cause with which the gNB refused a flow, 0 for none.
        per_minute: how many messages its program sends.
        payload_bytes: the median size of one.
    """

    rsrp_dbm: float
    sinr_db: float
    p95_ms: float
    lost_percent: float
    qfi: int
    ngap_cause: int
    per_minute: float
    payload_bytes: int


FIGURES = tuple(each.name for each in fields(Sheet))
"""The figures of a sheet, by name."""


def accepted(device: str) -> Sheet:
    """Return the figures of a device when the site was accepted."""
    return Sheet(
        rsrp_dbm=-82.0,
        sinr_db=27.0,
        p95_ms=45.0,
        lost_percent=0.0,
        qfi=2,
        ngap_cause=0,
        per_minute=_PER_MINUTE[device],
        payload_bytes=_PAYLOAD_BYTES[device],
    )


class SideBySide:
    """Sheets of several devices beside those of acceptance, for a notebook or a terminal.

    Args:
        rows: the first has the headings.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = [tuple(row) for row in rows]

    def _repr_html_(self) -> str:
        head, *rows = self._rows
        top = "".join(f"<th scope='col' style='{_CELL}'>{escape(cell)}</th>" for cell in head)
        body = "".join(
            f"<tr><td style='{_CELL}'><code>{escape(name)}</code></td>"
            + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in cells)
            + "</tr>"
            for name, *cells in rows
        )
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return "\n".join(" · ".join(row) for row in self._rows)


def side_by_side(sheets: Mapping[str, Sheet], accepted: Mapping[str, Sheet]) -> SideBySide:
    """Return a row for each figure: every device, with its value at acceptance in brackets."""
    head = [t(fr="chiffre (à la réception)", en="figure (at acceptance)"), *sheets]
    rows = [
        [
            figure,
            *(
                f"{shown(getattr(sheet, figure))} ({shown(getattr(accepted[device], figure))})"
                for device, sheet in sheets.items()
            ),
        ]
        for figure in FIGURES
    ]
    return SideBySide([head, *rows])


def shown(value: float) -> str:
    """Return a figure of a sheet in the reader's language."""
    if math.isinf(value):
        return t(fr="perdu", en="lost")
    return str(value) if isinstance(value, int) else decimal(value)


def play(kit: Kit, scenario: str, variation: str) -> None:
    """Have a virtual kit play an area as a draw has it; on a real one, say what to ask for."""
    if kit.kind == "virtual":
        print(kit.scenario(scenario, variation).title)
        return
    print(
        t(
            fr="Vrai kit : votre formateur a préparé la zone. Demandez-lui si elle est prête.",
            en="Real kit: your trainer has prepared the area. Ask whether it is ready.",
        )
    )


def measure(kit: Kit, device: str, interval_ms: float, size_bytes: int, kept: str) -> Sheet:
    """Measure a device while it registers and works; keep capture, delays and signal.

    Args:
        kit: the kit, with the area in force.
        device: its name.
        interval_ms: between the packets that measure the delay.
        size_bytes: of such a packet.
        kept: the end of the names that the measurements are kept under.
    """
    with kit.capture("n2", "n3") as capture:
        registration = kit.ue(device).restart()
        latency = kit.latency(
            device, count=150, interval_ms=interval_ms, size_bytes=size_bytes, port=PORTS[device]
        )
        signal = kit.modem(device).signal(seconds=_SIGNAL_S, interval_ms=500)
    capture.keep(f"capture-{kept}")
    latency.keep(f"delay-{kept}")
    signal.keep(f"signal-{kept}")
    rtts = round_trips(latency)
    readings = signal.table()[["rsrp_dbm", "sinr_db"]].median()
    qfi, per_minute, payload_bytes = _program(capture.path, str(registration.address))
    return Sheet(
        rsrp_dbm=round(float(readings["rsrp_dbm"]), 1),
        sinr_db=round(float(readings["sinr_db"]), 1),
        p95_ms=round(percentile(rtts, 95), 1),
        lost_percent=round(100 * rtts.count(None) / len(rtts), 1),
        qfi=qfi,
        ngap_cause=_refusal(capture.file.messages()),
        per_minute=per_minute,
        payload_bytes=payload_bytes,
    )


def round_trips(measured: LatencyResult) -> RoundTrips:
    """Return the round-trip times of a measurement, in milliseconds; None for a lost packet."""
    table = measured.table()
    return [
        None if lost else float(rtt_ms)
        for rtt_ms, lost in zip(table["rtt_ms"], table["lost"], strict=True)
    ]


def percentile(rtts: Sequence[float | None], percent: float) -> float:
    """Return the delay that so many percent of the packets do not exceed; a lost one is late."""
    ordered = sorted(math.inf if rtt is None else rtt for rtt in rtts)
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]


def _program(capture: Path, address: str) -> tuple[int, float, int]:
    """Return QFI, messages a minute and their size, of what a device sends by itself.

    Its answers to a measurement, from the STAMP port 862, are left out. A program that sent one
    message, when its session came up, sends none a minute.
    """
    own = f"gtp && ip.src == {address} && !icmp && !(udp.srcport == 862)"
    rows = open_capture(capture).table({"qfi": _QFI, "length": "udp.length"}, own)
    if not len(rows):
        return 0, 0.0, 0
    sizes = sorted(int(each.split("; ")[-1]) - _HEADERS_BYTES for each in rows["length"])
    flows = sorted(int(each) for each in rows["qfi"])
    lasted_s = float(rows["time_s"].iloc[-1] - rows["time_s"].iloc[0])
    rate = 60 * (len(rows) - 1) / lasted_s if lasted_s > 0 else 0.0
    return flows[len(flows) // 2], round(rate, 1), sizes[len(sizes) // 2]


def _refusal(messages: Any) -> int:
    """Return the NGAP cause with which the gNB refused a flow in a capture; 0 for none."""
    refused = messages["cause"].str.contains("radio-resources-not-available")
    return 22 if refused.any() else 0
