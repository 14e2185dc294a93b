"""What this lab reads in a capture, as rows: one dictionary each."""

from collections.abc import Sequence
from typing import Any

KINDS = {"0x0002": "opens", "0x0012": "accepts", "0x0014": "refuses"}
"""TCP flags of the first segment and of its answers (RFC 9293, 3.1)."""
SESSION_DELETED = "pfcp.msg_type == 55"
NOBODY = "nobody"
"""Whom to call for a device that is served."""

Row = dict[str, Any]


def roll_call(capture: Any, names: Sequence[str]) -> list[Row]:
    """Return a row for each registration: device, SUCI scheme, equipment (14 digits).

    Args:
        capture: of N2; None before it was made.
        names: the devices, in the order in which they registered.
    """
    if capture is None:
        return []
    table = capture.table(
        {"scheme": "nas-5gs.mm.suci.scheme_id", "imeisv": "nas-5gs.mm.imeisv"},
        "nas-5gs.mm.imeisv",
    )
    return [
        {"device": name, "scheme": row["scheme"], "imei": row["imeisv"][:14]}
        for name, row in zip(names, table.to_dict("records"), strict=False)
    ]


def attempts(capture: Any, point: str = "n6") -> list[Row]:
    """Return a row for each step of a TCP connection: time, kind, host, port.

    `kind` is ``opens`` (a device asks), ``accepts`` or ``refuses`` (a host answers); `host` and
    `port` are always the plant's.
    """
    if capture is None:
        return []
    table = capture.table(
        {
            "source": "ip.src",
            "destination": "ip.dst",
            "from_port": "tcp.srcport",
            "to_port": "tcp.dstport",
            "flags": "tcp.flags",
        },
        f'tcp && frame.interface_name == "{point}"',
    )
    rows = []
    for row in table.to_dict("records"):
        kind = KINDS.get(row["flags"])
        if kind is None:
            continue
        # On N3 a packet has the tunnel's addresses first, then its own.
        ends = row["destination"] if kind == "opens" else row["source"]
        port = row["to_port"] if kind == "opens" else row["from_port"]
        host = ends.split("; ")[-1]
        rows.append({"time_s": row["time_s"], "kind": kind, "host": host, "port": int(port)})
    return rows


def packets(capture: Any) -> list[Row]:
    """Return a row for each packet on N6: its time and its source."""
    if capture is None:
        return []
    table = capture.table({"source": "ip.src"}, 'frame.interface_name == "n6" && ip')
    rows: list[Row] = table[["time_s", "source"]].to_dict("records")
    return rows


def cut_at(capture: Any) -> float | None:
    """Return when the UPF confirmed on N4 that a session is deleted; None if it never did."""
    if capture is None:
        return None
    times = capture.table({}, SESSION_DELETED)["time_s"]
    return float(times.iloc[0]) if len(times) else None


def uplinks(capture: Any) -> list[Row]:
    """Return a row for each protected NAS message to the core: connection, number, MAC, time."""
    if capture is None:
        return []
    table = capture.table(
        {
            "connection": "ngap.RAN_UE_NGAP_ID",
            "sequence": "nas-5gs.seq_no",
            "mac": "nas-5gs.msg_auth_code",
        },
        "nas-5gs.msg_auth_code && (ngap.procedureCode == 46 || ngap.procedureCode == 15)",
    )
    rows = table[["connection", "sequence", "mac", "time_s"]].to_dict("records")
    return [row for row in rows if row["mac"]]


def modem_says(dialogue: Any) -> tuple[int, int, int | None]:
    """Return state, cell and cause (None without one) from a modem's answers."""
    status = dialogue["AT+C5GREG?"].split(": ")[1].split(",")
    serving = dialogue['AT+QENG="servingcell"'].split(",")
    cell = int(serving[6], 16) if len(serving) > 6 else 0
    return int(status[1]), cell, int(status[-1]) if status[1] == "3" and status[-1] else None
