"""What arrived at the kit's gateway, one line a vibration reading."""

from typing import NamedTuple

from campus5g.kit.measuring.sensors import SensorsResult


class Arrived(NamedTuple):
    """A vibration reading of the kit's machine."""

    number: int
    dated_s: float
    """When it was measured, by the edge gateway's clock: Unix time."""
    received_s: float
    """When it arrived, by the site's clock: Unix time."""
    rms_mps2: float


def arrived(result: SensorsResult) -> list[Arrived]:
    """Return the vibration readings of a measurement, in the order of their arrival."""
    table = result.table()
    rows = table[table["quantity"] == "vibration"]
    return [
        Arrived(
            number=int(row["number"]) if row["number"] == row["number"] else place,
            dated_s=row["received"].timestamp() - row["delay_ms"] / 1000,
            received_s=row["received"].timestamp(),
            rms_mps2=float(row["rms_mps2"]),
        )
        for place, (_, row) in enumerate(rows.iterrows(), start=1)
    ]
