"""Which network suits a need: what each offers, compared with what is asked.

The model is a chain: a network is worth its weakest link. For each of six needs it takes the
margin, what is offered over what is asked (or the inverse, for a delay); the weakest margin
gives the score. Of the networks that have a quarter in hand everywhere, the simplest is advised.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.lorawan import SPREADING_FACTORS, spreading_factor
from campus5g.courseware.explorers.models.radio_reach import noise_dbm, reach_m
from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

Axis = Literal["rate", "delay", "devices", "distance", "speed", "battery"]
TechnologyId = Literal[
    "wired", "wifi", "lorawan", "lte-m", "public-5g", "private-5g-nsa", "private-5g-sa"
]
Verdict = Literal["suits", "tight", "fails"]

AXES: tuple[Axis, ...] = ("rate", "delay", "devices", "distance", "speed", "battery")

# Two lithium AA cells: 1.5 V, about 3 Ah each.
BATTERY_WH = 9.0
_HOURS_PER_YEAR = 8766.0

_COMFORTABLE_MARGIN = 1.25


@dataclass(frozen=True)
class Need:
    """What an application asks of a network.

    Args:
        rate_kbit_s: mean uplink rate of one device.
        delay_ms: delay that 99 % of packets must keep; offers are set against it by measured
            round trips, which are on the safe side.
        devices: devices served from one place.
        distance_m: from that place to the farthest device.
        speed_km_h: how fast devices move; 0 if they stand still.
        battery_years: how long a battery must last; 0 if there is a power supply.
    """

    rate_kbit_s: float
    delay_ms: float
    devices: int
    distance_m: float
    speed_km_h: float = 0.0
    battery_years: float = 0.0

    @property
    def total_kbit_s(self) -> float:
        """Uplink rate of all devices together."""
        return self.rate_kbit_s * self.devices

    def asked(self, axis: Axis) -> float:
        """Return what is asked on an axis, in the axis's unit."""
        return {
            "rate": self.rate_kbit_s,
            "delay": self.delay_ms,
            "devices": float(self.devices),
            "distance": self.distance_m,
            "speed": self.speed_km_h,
            "battery": self.battery_years,
        }[axis]


@dataclass(frozen=True)
class Offer:
    """What a network offers for a need, in the units of `Need`.

    ``delay_ms`` is infinite where the devices together ask for more than the network carries.
    """

    rate_kbit_s: float
    delay_ms: float
    devices: float
    distance_m: float
    speed_km_h: float
    battery_years: float

    def offered(self, axis: Axis) -> float:
        """Return what is offered on an axis, in the axis's unit."""
        return {
            "rate": self.rate_kbit_s,
            "delay": self.delay_ms,
            "devices": self.devices,
            "distance": self.distance_m,
            "speed": self.speed_km_h,
            "battery": self.battery_years,
        }[axis]


@dataclass(frozen=True)
class Technology:
    """A kind of network.

    ``effort`` ranks the effort to install it: 1 is plug and play, 6 is a project.
    """

    id: TechnologyId
    effort: int
    offer: Callable[[Need], Offer]


@dataclass(frozen=True)
class Assessment:
    """How well a network meets a need.

    Args:
        technology: the network.
        offer: what it offers here.
        margins: offered over asked, by axis; 1 is just enough.
        weakest: the axis with the smallest margin.
        score: 0 to 100; 50 is just enough, 75 is twice what is asked.
    """

    technology: Technology
    offer: Offer
    margins: dict[Axis, float]
    weakest: Axis
    score: float

    @property
    def verdict(self) -> Verdict:
        """Suits with a margin of a quarter, tight with less, fails below what is asked."""
        margin = self.margins[self.weakest]
        if margin >= _COMFORTABLE_MARGIN:
            return "suits"
        return "tight" if margin >= 1 else "fails"


def assess(technology: Technology, need: Need) -> Assessment:
    """Compare what a network offers with a need."""
    offer = technology.offer(need)
    margins: dict[Axis, float] = {axis: _margin(axis, offer, need) for axis in AXES}
    weakest = min(AXES, key=lambda axis: margins[axis])
    return Assessment(technology, offer, margins, weakest, _score(margins[weakest]))


def ranking(need: Need) -> list[Assessment]:
    """Return all networks, the advised one first.

    Those that suit come first, the simplest before the others; then those that are tight and
    those that fail, the best score first.
    """

    def place(found: Assessment) -> tuple[int, float, int]:
        if found.verdict == "suits":
            return (0, found.technology.effort, 0)
        return (1 if found.verdict == "tight" else 2, -found.score, found.technology.effort)

    return sorted((assess(technology, need) for technology in TECHNOLOGIES), key=place)


def advised(need: Need) -> Assessment | None:
    """Return the network to choose; None if none meets the need."""
    first = ranking(need)[0]
    return None if first.verdict == "fails" else first


def loaded_delay_ms(idle_ms: float, load: float) -> float:
    """Return the delay of a network under load.

    Source: M/M/1 queue. The time in it is exponential, so that its mean and all its percentiles
    grow by 1 / (1 - load); infinite at a load of 1.
    """
    return idle_ms / (1 - load) if load < 1 else math.inf


def battery_life_years(idle_mw: float, microjoule_per_bit: float, rate_kbit_s: float) -> float:
    """Return how long 9 Wh (two lithium AA cells) last.

    Args:
        idle_mw: mean power between messages.
        microjoule_per_bit: energy of a bit sent, waking up included.
        rate_kbit_s: mean rate sent.
    """
    mean_mw = idle_mw + rate_kbit_s * microjoule_per_bit
    return BATTERY_WH * 1000 / mean_mw / _HOURS_PER_YEAR


def _margin(axis: Axis, offer: Offer, need: Need) -> float:
    asked, offered = need.asked(axis), offer.offered(axis)
    if axis == "delay":
        return asked / offered
    return math.inf if asked == 0 else offered / asked


def _score(margin: float) -> float:
    if margin <= 0:
        return 0.0
    return max(0.0, min(100.0, 50 + 25 * math.log2(margin)))


def _share(capacity_kbit_s: float, need: Need) -> float:
    return capacity_kbit_s / need.devices


# A cable. Source: IEEE 802.3 (1 Gbit/s), fibre beyond 100 m of copper (ISO/IEC 11801); a
# hundred outlets as the size at which cabling is a project of its own is this model's choice.
def _wired(need: Need) -> Offer:
    return Offer(1e6, 1.0, 100, 10_000, 0.0, math.inf)


# Wi-Fi 6 or 7, one access point. Rate: 80 MHz, two streams, 16-QAM 3/4: 432 Mbit/s
# (IEEE 802.11ax), of which 60 % is left after access and acknowledgements. Reach: 23 dBm
# (ETSI EN 301 893), sensitivity -82 dBm (IEEE 802.11, 20 MHz, BPSK 1/2), 5.5 GHz. Delay: p99
# 9.7 ms on a quiet channel (SSL A-Team, Wi-Fi robot radios, 30 min at 100 Hz). Fifty active
# devices and 10 km/h are this model's choice: a device changes access point by its own decision.
WIFI_CAPACITY_KBIT_S = 432e3 * 0.6
WIFI_QUIET_P99_MS = 9.7
WIFI_REACH_M = reach_m(23 + 82, 5.5)


def _wifi(need: Need) -> Offer:
    delay_ms = loaded_delay_ms(WIFI_QUIET_P99_MS, need.total_kbit_s / WIFI_CAPACITY_KBIT_S)
    return Offer(
        rate_kbit_s=_share(WIFI_CAPACITY_KBIT_S, need),
        delay_ms=delay_ms,
        devices=50,
        distance_m=WIFI_REACH_M,
        speed_km_h=10.0,
        battery_years=battery_life_years(1.0, 0.05, need.rate_kbit_s),
    )


# LoRaWAN, one gateway. Sources in `lorawan`; 40 km/h: Petäjäjärvi et al., 2017 (frames at SF12
# are lost above it).
def _lorawan(need: Need) -> Offer:
    factor = spreading_factor(need.distance_m)
    rate_kbit_s = min(factor.device_bit_s, factor.shared_bit_s / need.devices) / 1000
    return Offer(
        rate_kbit_s=rate_kbit_s,
        delay_ms=factor.delay_ms,
        devices=factor.shared_bit_s / (need.rate_kbit_s * 1000),
        distance_m=SPREADING_FACTORS[-1].reach_m,
        speed_km_h=40.0,
        battery_years=battery_life_years(0.015, factor.microjoule_per_bit, need.rate_kbit_s),
    )


# LTE-M, an operator's cell. Rate: 375 kbit/s up, half duplex; 1 Mbit/s for a whole narrow band
# (3GPP Release 13, Cat-M1). Reach: coupling loss of 155.7 dB (3GPP TR 36.888) at 800 MHz. Delay:
# p99 157 ms, measured on public LTE (NUWiNS). Energy: about 1 J to send 200 bytes, sleeping at
# 15 microwatts in power saving mode (order of magnitude).
LTE_M_P99_MS = 157.0


def _lte_m(need: Need) -> Offer:
    return Offer(
        rate_kbit_s=min(375.0, _share(1000.0, need)),
        delay_ms=loaded_delay_ms(LTE_M_P99_MS, need.total_kbit_s / 1000.0),
        devices=10_000,
        distance_m=reach_m(155.7, 0.8),
        speed_km_h=120.0,
        battery_years=battery_life_years(0.015, 600.0, need.rate_kbit_s),
    )


# 5G. Rate: 100 MHz (273 blocks), half of the peak as what a cell gives in practice (this
# model's choice). Reach: the device sends 23 dBm (TS 38.101-1, power class 3), the station
# decodes 20 MHz at 0 dB above noise with a noise figure of 5 dB. Batteries: 10 mW at rest, the
# order of a telephone's modem. Mobility: 120 km/h (ITU-R M.2410, vehicular).
_STATION_SENSITIVITY_DBM = noise_dbm(20, 5)
_DEVICE_DBM = 23
_IN_PRACTICE = 0.5


def _five_g(
    need: Need, *, capacity_kbit_s: float, delay_ms: float, gain_dbi: float, frequency_ghz: float
) -> Offer:
    return Offer(
        rate_kbit_s=_share(capacity_kbit_s, need),
        delay_ms=delay_ms,
        devices=1000,
        distance_m=reach_m(_DEVICE_DBM + gain_dbi - _STATION_SENSITIVITY_DBM, frequency_ghz),
        speed_km_h=120.0,
        battery_years=battery_life_years(10.0, 0.05, need.rate_kbit_s),
    )


# Public: 3.5 GHz, the French reference frame (Arcep 2019-0862: 2 uplink slots of 10, and 4
# symbols of 14 in the special one); a third of the cell is left by the public (this model's
# choice); p99 109 ms (NUWiNS, public 5G, driving).
PUBLIC_CAPACITY_KBIT_S = peak_uplink_mbit_s(273, (2 + 4 / 14) / 10) * 1000 * _IN_PRACTICE / 3
PUBLIC_P99_MS = 109.0


def _public_5g(need: Need) -> Offer:
    return _five_g(
        need,
        capacity_kbit_s=PUBLIC_CAPACITY_KBIT_S,
        delay_ms=loaded_delay_ms(PUBLIC_P99_MS, need.total_kbit_s / PUBLIC_CAPACITY_KBIT_S),
        gain_dbi=17,
        frequency_ghz=3.5,
    )


# Private: the site's own antennas at 4 GHz, frame DDDSU; p99 28 ms (CICV5G, private network,
# 20 km/h, to a cloud server: an upper bound for a core on site). NSA keeps the 4G core, without
# slices (3GPP TS 37.340): its delay grows with the load; and it asks for 4G antennas and 4G
# spectrum besides (Rischke et al., 2021), hence the greatest effort. In SA a flow may have its own
# slice and guaranteed quality (TS 23.501, 5.7 and 5.15): it keeps its delay until the cell is full.
PRIVATE_CAPACITY_KBIT_S = peak_uplink_mbit_s(273, 1 / 5) * 1000 * _IN_PRACTICE
PRIVATE_P99_MS = 28.0


def _private_5g(need: Need, delay_ms: float) -> Offer:
    return _five_g(
        need,
        capacity_kbit_s=PRIVATE_CAPACITY_KBIT_S,
        delay_ms=delay_ms,
        gain_dbi=8,
        frequency_ghz=4.0,
    )


def _private_5g_nsa(need: Need) -> Offer:
    load = need.total_kbit_s / PRIVATE_CAPACITY_KBIT_S
    return _private_5g(need, loaded_delay_ms(PRIVATE_P99_MS, load))


def _private_5g_sa(need: Need) -> Offer:
    full = need.total_kbit_s >= PRIVATE_CAPACITY_KBIT_S
    return _private_5g(need, math.inf if full else PRIVATE_P99_MS)


TECHNOLOGIES: tuple[Technology, ...] = (
    Technology("lorawan", 1, _lorawan),
    Technology("lte-m", 2, _lte_m),
    Technology("wifi", 2, _wifi),
    Technology("wired", 3, _wired),
    Technology("public-5g", 4, _public_5g),
    Technology("private-5g-sa", 5, _private_5g_sa),
    Technology("private-5g-nsa", 6, _private_5g_nsa),
)
