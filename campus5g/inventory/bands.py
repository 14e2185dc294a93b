"""NR bands and channel numbers."""

from dataclasses import dataclass
from types import MappingProxyType

from campus5g.language import t


@dataclass(frozen=True)
class Band:
    """The frequencies of one TDD band, in MHz (TS 38.101-1 and 38.101-2, table 5.2-1)."""

    low_mhz: float
    high_mhz: float

    def holds(self, low_mhz: float, high_mhz: float) -> bool:
        """Return whether a channel between two frequencies lies inside the band."""
        return self.low_mhz <= low_mhz and high_mhz <= self.high_mhz

    def __str__(self) -> str:
        return t(
            fr=f"{self.low_mhz:g} à {self.high_mhz:g} MHz",
            en=f"{self.low_mhz:g} to {self.high_mhz:g} MHz",
        )


BANDS = MappingProxyType(
    {
        "n38": Band(2570, 2620),
        "n41": Band(2496, 2690),
        "n77": Band(3300, 4200),
        "n78": Band(3300, 3800),
        "n258": Band(24250, 27500),
    }
)


def arfcn_to_mhz(arfcn: int) -> float:
    """Return the frequency of an NR-ARFCN in MHz (TS 38.104, 5.4.2.1).

    Raises:
        ValueError: when the number is outside 0 to 3279165.
    """
    if arfcn < 0 or arfcn > 3_279_165:
        raise ValueError(f"{arfcn} is not an NR-ARFCN (0 to 3279165)")
    if arfcn < 600_000:
        return 0.005 * arfcn
    if arfcn < 2_016_667:
        return 3000 + 0.015 * (arfcn - 600_000)
    return 24_250.08 + 0.06 * (arfcn - 2_016_667)


# The first channel number, and the step at each subcarrier spacing; others take the narrowest.
_RASTERS = {
    "n38": (514_000, {15: 20, 30: 20}),
    "n41": (499_200, {15: 3, 30: 6}),
    "n77": (620_000, {15: 1, 30: 2}),
    "n78": (620_000, {15: 1, 30: 2}),
    "n258": (2_016_667, {60: 1, 120: 2}),
}


def raster(band: str, scs_khz: int) -> tuple[int, int]:
    """Return the first NR-ARFCN of a band, and the step to the next (TS 38.104, 5.4.2.3).

    Where a band has two rasters, the wider one is for carriers of that spacing alone.
    """
    first, steps = _RASTERS[band]
    return first, steps.get(scs_khz, min(steps.values()))
