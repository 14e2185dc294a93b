"""What a virtual kit's radio model makes each packet's time of; a real kit has nothing to tell."""

import csv
from typing import TYPE_CHECKING, Literal

from delay_lists import DATA

from campus5g import t
from campus5g.kit.measuring.latency import LatencyResult

if TYPE_CHECKING:
    import pandas as pd

_ASKING = ("uplink_request_ms", "uplink_grant_ms")
_SLOT = ("downlink_frame_ms", "uplink_frame_ms")
_QUEUE = ("downlink_queue_ms", "uplink_queue_ms", "downlink_order_ms", "uplink_order_ms")
_SENDING = ("downlink_transmission_ms", "uplink_transmission_ms")
_AGAIN = ("downlink_harq_ms", "uplink_harq_ms")
_CORE = ("wires_ms", "downlink_stack_ms", "uplink_stack_ms")

KINDS = {
    "asking": _ASKING,
    "slot": _SLOT,
    "queue": _QUEUE,
    "sending": _SENDING,
    "again": _AGAIN,
    "core": _CORE,
}
"""Each part, and the columns of the table that it adds up."""


def has_parts(measured: LatencyResult) -> bool:
    """Say whether the kit has told what the times are made of."""
    return "emulated_uplink_request_ms" in measured.table()


def parts_of(measured: LatencyResult, slowest_percent: float = 100) -> dict[str, float]:
    """Return the mean milliseconds of each part: asking, slot, queue, sending, again, core.

    Args:
        measured: of a virtual kit.
        slowest_percent: of the packets that came back, only so many of the slowest.
    """
    came = measured.table().dropna(subset=["rtt_ms"]).sort_values("rtt_ms")
    kept = came.tail(max(1, round(len(came) * slowest_percent / 100)))
    return {
        kind: float(sum(_mean(kept, f"emulated_{column}") for column in columns))
        for kind, columns in KINDS.items()
    }


def model_parts(packets: Literal["all", "slowest"]) -> dict[str, float]:
    """Return the same parts of the model's own trace, frame DDDSU and empty cell: for real kits."""
    with (DATA / "model-parts.csv").open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["packets"] == packets)
    return {kind: float(row[kind]) for kind in KINDS}


def uplink_ways(measured: LatencyResult) -> list[float | None]:
    """Return how long each packet took from the device to the gNB, in ms; None if it was lost.

    Packets of which the kit told nothing are left out.
    """
    table = measured.table()
    columns = table.columns[table.columns.str.fullmatch("emulated_uplink_.*_ms")]
    ways = table[columns].sum(axis="columns", min_count=1)
    told = table["lost"] | ways.notna()
    return [
        None if lost else float(way)
        for way, lost in zip(ways[told], table["lost"][told], strict=True)
    ]


def part_names() -> dict[str, str]:
    """Return what each part is, in the reader's language."""
    return {
        "asking": t(fr="demander à émettre (SR, accord)", en="asking to send (SR, grant)"),
        "slot": t(fr="attendre un créneau", en="waiting for a slot"),
        "queue": t(fr="attendre derrière d’autres", en="waiting behind others"),
        "sending": t(fr="émettre et décoder", en="sending and decoding"),
        "again": t(fr="répéter (HARQ)", en="retransmission (HARQ)"),
        "core": t(fr="cœur, câbles, piles logicielles", en="core, wires, protocol stacks"),
    }


def _mean(table: "pd.DataFrame", column: str) -> float:
    return float(table[column].fillna(0).mean()) if column in table else 0.0
