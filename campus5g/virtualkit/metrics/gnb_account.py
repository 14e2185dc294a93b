"""Each UE's radio link as the gNB's scheduler reports it, over one period.

The figures come from the radio model and from what was really transmitted meanwhile. What the
model doesn't have (late decisions, lost control channels, invalid reports) stays zero, as in a
gNB that has observed none of it.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from campus5g.air.frame import Direction
from campus5g.air.link_adaptation import cqi
from campus5g.air.passage import Passage
from campus5g.air.station import Station
from campus5g.virtualkit.ran.radio import AirInterface, RrcRelease, RrcSetup, Transmission

FIRST_RNTI = 0x4601
LIGHT_M_PER_NS = 0.299792458

_NOT_IN_THE_MODEL = (
    *("max_pusch_distance", "max_pdsch_distance"),
    *("nof_pucch_f0f1_invalid_harqs", "nof_pucch_f2f3f4_invalid_harqs"),
    *("nof_pucch_f2f3f4_invalid_csis", "nof_pusch_invalid_harqs", "nof_pusch_invalid_csis"),
    *("avg_ce_delay", "max_ce_delay", "avg_pusch_harq_delay", "max_pusch_harq_delay"),
    *("avg_pucch_harq_delay", "max_pucch_harq_delay"),
    *("max_dl_lcid0_flush_delay", "max_dl_lcid1_flush_delay"),
)


@dataclass
class _Way:
    """One direction of a link in the current period."""

    decoded: int = 0
    failed: int = 0
    decoded_bits: int = 0
    waiting: deque[tuple[float, int]] = field(default_factory=deque)
    """The arrival time and the size of each transmission under way."""

    def take(self, size_bytes: int, blocks: int, passage: Passage) -> None:
        self.failed += passage.transmissions - 1
        if passage.arrival_s is None:
            self.failed += 1
            return
        self.decoded += blocks
        self.decoded_bits += 8 * size_bytes
        self.waiting.append((passage.arrival_s, size_bytes))

    def waiting_bytes(self, now_s: float) -> int:
        while self.waiting and self.waiting[0][0] <= now_s:
            self.waiting.popleft()
        return sum(size for _, size in self.waiting)


class UeLink:
    """One UE's link, counted while it is watched.

    Args:
        number: the UE's number in the kit, from 1.
        air: its air interface.
        station: its radio.
        slot_ms: the slot duration.
    """

    def __init__(self, number: int, air: AirInterface, station: Station, slot_ms: float) -> None:
        self._number = number
        self._air = air
        self._station = station
        self._slot_ms = slot_ms
        self.events: list[tuple[str, float]] = []
        """Connection events: srsRAN's name of the event, and its time (UTC)."""
        self._start_period()

    @property
    def rnti(self) -> int:
        """The UE's C-RNTI."""
        return FIRST_RNTI + self._number - 1

    def watch(self) -> None:
        """Start counting."""
        self.events.clear()
        self._start_period()
        self._air.watchers.append(self._take)

    def ignore(self) -> None:
        """Stop counting."""
        self._air.watchers.remove(self._take)

    def report(self, pci: int, now_s: float, period_s: float) -> dict[str, Any]:
        """Return the period's figures under srsRAN's names, and start the next period.

        Args:
            pci: the cell's physical cell identity.
            now_s: the time (UTC).
            period_s: the period's duration.
        """
        station = self._station
        signal = station.signal(now_s)
        schemes = {way: station.scheme(way, now_s) for way in self._ways}
        down, up = self._ways["downlink"], self._ways["uplink"]
        delay_ns = round(2 * station.distance_m / LIGHT_M_PER_NS, 1)
        grants_ms, crc_ms = self._grants_ms or [0.0], self._crc_ms or [0.0]
        figures: dict[str, Any] = {
            "ue": self._number - 1,
            "pci": pci,
            "rnti": self.rnti,
            "cqi": cqi(signal.sinr_db),
            "dl_ri": float(schemes["downlink"].layers),
            "ul_ri": float(schemes["uplink"].layers),
            "dl_mcs": schemes["downlink"].mcs,
            "dl_brate": down.decoded_bits / period_s,
            "dl_nof_ok": down.decoded,
            "dl_nof_nok": down.failed,
            "dl_bs": down.waiting_bytes(now_s),
            "pusch_snr_db": round(signal.uplink_sinr_db, 2),
            "pucch_snr_db": round(signal.uplink_sinr_db, 2),
            "ta_ns": delay_ns,
            "pusch_ta_ns": delay_ns,
            "pucch_ta_ns": delay_ns,
            "srs_ta_ns": 0.0,
            "ul_mcs": schemes["uplink"].mcs,
            "ul_brate": up.decoded_bits / period_s,
            "ul_nof_ok": up.decoded,
            "ul_nof_nok": up.failed,
            "last_phr": 0,
            "bsr": up.waiting_bytes(now_s),
            "avg_crc_delay": sum(crc_ms) / len(crc_ms),
            "max_crc_delay": max(crc_ms),
            "avg_sr_to_pusch_delay": sum(grants_ms) / len(grants_ms),
            "max_sr_to_pusch_delay": max(grants_ms),
            **dict.fromkeys(_NOT_IN_THE_MODEL, 0),
        }
        self.events.clear()
        self._start_period(down.waiting, up.waiting)
        return figures

    def _take(self, direction: Direction, transmission: Transmission, passage: Passage) -> None:
        match transmission:
            case RrcSetup() if passage.arrival_s is not None:
                self.events.append(("ue_create", passage.arrival_s))
            case RrcRelease() if passage.arrival_s is not None:
                self.events.append(("ue_rem", passage.arrival_s))
        size_bytes, _ = self._air.demand(transmission)
        a_slot_bits = self._station.scheme(direction, 0.0).bits_per_slot
        blocks = max(1, math.ceil(8 * size_bytes / a_slot_bits))
        self._ways[direction].take(size_bytes, blocks, passage)
        if direction == "uplink" and passage.arrival_s is not None:
            self._crc_ms.append(passage.parts.transmission_ms - self._slot_ms)
            if passage.parts.grant_ms:
                self._grants_ms.append(passage.parts.grant_ms)

    def _start_period(self, *waiting: deque[tuple[float, int]]) -> None:
        down, up = waiting or (deque(), deque())
        self._ways: dict[Direction, _Way] = {
            "downlink": _Way(waiting=down),
            "uplink": _Way(waiting=up),
        }
        self._grants_ms: list[float] = []
        self._crc_ms: list[float] = []
