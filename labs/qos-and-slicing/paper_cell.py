"""The cell on paper: a policy tried in the kit's own radio model, at a load of any height."""

from collections.abc import Mapping
from typing import Any

from samples import RoundTrips

from campus5g.air.load import Background
from campus5g.courseware.lab.paper_cell import PaperCell, five_qi_of

_PACKETS = 1500


def try_policy(
    policy: Mapping[str, Any], device: str, size_bytes: int, phones: int = 60
) -> RoundTrips:
    """Return the round trips of a device under a policy, with so many phones in the cell."""
    others = [
        Background("office", 9, phones, 0.92, 0.9, 30),
        Background("machines", 1, 12, 0.1, 0.14, 20),
    ]
    slice_name = policy.get("slices", {}).get(device, "machines" if device == "agv" else "office")
    cell = PaperCell(others, policy.get("radio_share", {}), load_seed=7, link_seed=11)
    return cell.round_trips_ms(slice_name, five_qi_of(policy, device), size_bytes, packets=_PACKETS)
