"""A cell on paper: round trips in the kit's own radio model, at any load, without a kit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campus5g.air.frame import Direction, Frame
from campus5g.air.link_adaptation import (
    Scheme,
    downlink_scheme,
    resource_blocks,
    uplink_scheme,
)
from campus5g.air.load import Background, Load
from campus5g.air.passage import Link, Timing

_FRAME = Frame("DDDSU", 30)
_BLOCKS = resource_blocks(40, 30)
_SCHEMES: dict[Direction, Scheme] = {
    "downlink": downlink_scheme(24.0, _BLOCKS),
    "uplink": uplink_scheme(22.0, _BLOCKS),
}
_BEGIN_S = 1000
_PERIOD_S = 0.0157
_BESIDE_THE_AIR_MS = 2.3
_DEFAULT_5QI = 9


@dataclass(frozen=True)
class PaperCell:
    """A cell of 40 MHz, its other users, and chance.

    Args:
        background: the other users.
        radio_share: the part of the carrier that each slice is promised, by its name.
        load_seed, link_seed: the same give the same round trips.
    """

    background: Sequence[Background]
    radio_share: Mapping[str, float]
    load_seed: int
    link_seed: int

    def round_trips_ms(
        self, slice_name: str, five_qi: int, size_bytes: int, packets: int
    ) -> list[float | None]:
        """Return a device's round trips, in milliseconds; None for a packet that is lost.

        Args:
            slice_name: the device's.
            five_qi: of its flow (TS 23.501, table 5.7.4-1).
            size_bytes: of each packet.
            packets: how many.
        """
        load = Load(
            list(self.background), dict(self.radio_share), _FRAME.slot_s, seed=self.load_seed
        )
        link = Link(
            _FRAME, Timing(), load, lambda way, _: _SCHEMES[way], slice_name, seed=self.link_seed
        )
        return [
            _there_and_back(link, number * _PERIOD_S, size_bytes, five_qi)
            for number in range(packets)
        ]


def five_qi_of(policy: Mapping[str, Any], device: str) -> int:
    """Return the class of a device's first flow in a policy; without one, that of best effort."""
    rules = [rule for rule in policy.get("flows", []) if rule["ue"] == device]
    return int(rules[0]["five_qi"]) if rules else _DEFAULT_5QI


def _there_and_back(link: Link, sent_s: float, size_bytes: int, five_qi: int) -> float | None:
    down = link.downlink(_BEGIN_S + sent_s, size_bytes, five_qi)
    if down.arrival_s is None:
        return None
    up = link.uplink(down.arrival_s, size_bytes, five_qi)
    if up.arrival_s is None:
        return None
    return 1000 * (up.arrival_s - _BEGIN_S - sent_s) + _BESIDE_THE_AIR_MS
