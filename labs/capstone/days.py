"""Days that a policy has not seen: other loads in the kit's own radio model, without a kit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from instruments import RoundTrips

from campus5g.air.load import Background
from campus5g.courseware.lab.paper_cell import PaperCell, five_qi_of

_SLICES = {"agv": "machines", "camera": "office", "badge": "office"}
_PACKETS = 1000


@dataclass(frozen=True)
class Day:
    """A day of the site.

    Args:
        phones: how many there are in the canteen.
        seed: of what happens on it.
    """

    phones: int
    seed: int


def round_trips_on(day: Day, policy: Mapping[str, Any], device: str, size_bytes: int) -> RoundTrips:
    """Return a device's round trips under a policy on a day, in milliseconds."""
    others = [
        Background("office", 9, day.phones, 0.9, 0.87, 30),
        Background("machines", 1, 12, 0.1, 0.14, 20),
    ]
    cell = PaperCell(others, {}, day.seed, day.seed + 1)
    return cell.round_trips_ms(
        _SLICES[device], five_qi_of(policy, device), size_bytes, packets=_PACKETS
    )
