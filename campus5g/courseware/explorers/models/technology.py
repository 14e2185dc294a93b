"""Which network suits a need: what each offers, compared with what is asked.

The model is a chain: a network is worth its weakest link. What a network offers is a range, from
what it gives in bad conditions to what it gives in good ones, taken from one source. For each of
six needs the margin is what is offered over what is asked (or the inverse, for a delay). Of the
networks that have a quarter in hand everywhere, even in bad conditions, the simplest is advised.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Self

from campus5g.courseware.explorers.models.lorawan import SPREADING_FACTORS, spreading_factor
from campus5g.courseware.explorers.models.radio_reach import noise_dbm, reach_m
from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

Axis = Literal["rate", "delay", "devices", "distance", "speed", "power"]
TechnologyId = Literal[
    "wired",
    "wifi",
    "lorawan",
    "lte-m-asleep",
    "lte-m-awake",
    "nb-iot",
    "public-5g",
    "private-5g",
    "redcap",
]
Verdict = Literal["suits", "tight", "depends", "fails"]
Source = Literal[
    "assumption",
    "cicv5g-private",
    "cicv5g-public",
    "ieee-802.11ax",
    "ieee-802.3",
    "link-budget",
    "lorawan",
    "m2410",
    "nuwins-lte",
    "petajajarvi",
    "ssl-a-team",
    "tr-36888",
    "tr-38913",
    "tr-45820",
    "ts-36306",
    "ts-38306",
]

AXES: tuple[Axis, ...] = ("rate", "delay", "devices", "distance", "speed", "power")

_COMFORTABLE_MARGIN = 1.25


class Power(IntEnum):
    """How a device is powered, the least demanding first.

    No life in years: makers measure it each in their own way, and with messages of their own.
    """

    MAINS = 0
    CHARGED_DAILY = 1
    YEARS_ON_A_BATTERY = 2
    BY_THE_CABLE = 3


@dataclass(frozen=True)
class Need:
    """What an application asks of a network.

    Args:
        rate_kbit_s: mean uplink rate of one device.
        round_trip_ms: time for a message and its reply that 99 % of exchanges must keep.
        devices: devices served from one place.
        distance_m: from that place to the farthest device.
        speed_km_h: how fast devices move; 0 if they stand still.
        power: how they are powered.
    """

    rate_kbit_s: float
    round_trip_ms: float
    devices: int
    distance_m: float
    speed_km_h: float = 0.0
    power: Power = Power.MAINS

    @property
    def total_kbit_s(self) -> float:
        """Uplink rate of all devices together."""
        return self.rate_kbit_s * self.devices

    def asked(self, axis: Axis) -> float:
        """Return what is asked on an axis, in the axis's unit."""
        return {
            "rate": self.rate_kbit_s,
            "delay": self.round_trip_ms,
            "devices": float(self.devices),
            "distance": self.distance_m,
            "speed": self.speed_km_h,
            "power": float(self.power),
        }[axis]


@dataclass(frozen=True)
class Range:
    """What is offered on one axis: ``bad`` in bad conditions, ``good`` in good ones."""

    bad: float
    good: float
    source: Source

    @classmethod
    def one(cls, value: float, source: Source) -> Self:
        """Return the range of a single value."""
        return cls(value, value, source)


Offer = dict[Axis, Range]
"""What a network offers for a need, by axis, in the units of `Need`.

A delay is infinite where the devices together ask for more than the network carries."""


@dataclass(frozen=True)
class Technology:
    """A kind of network.

    ``effort`` ranks the effort to install it: 1 is plug and play, 5 is a project.
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
        bad: offered over asked by axis, in bad conditions; 1 is just enough.
        good: the same in good conditions.
    """

    technology: Technology
    offer: Offer
    bad: dict[Axis, float]
    good: dict[Axis, float]

    @property
    def weakest(self) -> Axis:
        """The axis that decides: the one that fails, else the first limit in bad conditions."""
        margins = self.good if min(self.good.values()) < 1 else self.bad
        return min(AXES, key=lambda axis: margins[axis])

    @property
    def verdict(self) -> Verdict:
        """Suits with a margin of a quarter in bad conditions, fails without enough in good ones."""
        return _verdict(min(self.bad.values()), min(self.good.values()))

    def verdict_on(self, axis: Axis) -> Verdict:
        """Return what the network would be worth if one axis alone were asked."""
        return _verdict(self.bad[axis], self.good[axis])

    @property
    def scores(self) -> tuple[float, float]:
        """In bad and in good conditions, 0 to 100; 50 is just enough, 75 is twice what is asked."""
        return _score(min(self.bad.values())), _score(min(self.good.values()))


def assess(technology: Technology, need: Need) -> Assessment:
    """Compare what a network offers with a need."""
    offer = technology.offer(need)
    return Assessment(
        technology,
        offer,
        {axis: _margin(axis, offer[axis].bad, need) for axis in AXES},
        {axis: _margin(axis, offer[axis].good, need) for axis in AXES},
    )


def ranking(need: Need, technologies: Iterable[Technology] | None = None) -> list[Assessment]:
    """Return all networks, the advised one first.

    Those that suit come first, the simplest before the others; then those that are tight, that
    depend on conditions and that fail, the best score first.

    Args:
        need: what is asked.
        technologies: the networks compared; `TECHNOLOGIES` if not given.
    """
    groups: tuple[Verdict, ...] = ("suits", "tight", "depends", "fails")

    def place(found: Assessment) -> tuple[int, tuple[float, ...]]:
        group = groups.index(found.verdict)
        if found.verdict == "suits":
            return group, (found.technology.effort,)
        bad, good = found.scores
        return group, (-good, -bad, found.technology.effort)

    compared = TECHNOLOGIES if technologies is None else technologies
    return sorted((assess(technology, need) for technology in compared), key=place)


def advised(need: Need, technologies: Iterable[Technology] | None = None) -> Assessment | None:
    """Return the network to choose; None if none meets the need whatever the conditions.

    Args:
        need: what is asked.
        technologies: the networks compared; `TECHNOLOGIES` if not given.
    """
    first = ranking(need, technologies)[0]
    return first if first.verdict in ("suits", "tight") else None


def _margin(axis: Axis, offered: float, need: Need) -> float:
    asked = need.asked(axis)
    if axis == "delay":
        return asked / offered
    if asked == 0:
        return math.inf
    if axis == "power":
        return math.inf if offered >= asked else 0.0
    return offered / asked


def _verdict(bad: float, good: float) -> Verdict:
    if good < 1:
        return "fails"
    if bad >= _COMFORTABLE_MARGIN:
        return "suits"
    return "tight" if bad >= 1 else "depends"


def _score(margin: float) -> float:
    if margin <= 0:
        return 0.0
    return max(0.0, min(100.0, 50 + 25 * math.log2(margin)))


def _delay(bad_ms: float, good_ms: float, source: Source, load: float) -> Range:
    """Return measured round trips; without bound in a network that is asked for too much."""
    return Range(bad_ms, good_ms, source) if load < 1 else Range.one(math.inf, source)


# A cable. Rate: IEEE 802.3, 1 Gbit/s; fibre beyond 100 m of copper (ISO/IEC 11801). A
# millisecond, and a hundred outlets as the size at which cabling is a project, are this model's
# choices.
def _wired(need: Need) -> Offer:
    return {
        "rate": Range.one(1e6, "ieee-802.3"),
        "delay": Range.one(1.0, "assumption"),
        "devices": Range.one(100, "assumption"),
        "distance": Range.one(10_000, "ieee-802.3"),
        "speed": Range.one(0.0, "ieee-802.3"),
        "power": Range.one(Power.BY_THE_CABLE, "ieee-802.3"),
    }


# What all reaches share: a device sends 23 dBm (TS 38.101-1, power class 3, and below the 30 dBm
# of EN 301 893), the station listens to 20 MHz with a noise figure of 5 dB.
_DEVICE_DBM = 23
_STATION_NOISE_DBM = noise_dbm(20, 5)

# Wi-Fi 6 or 7, one access point. Rate: 80 MHz, two streams, 16-QAM 3/4: 432 Mbit/s (IEEE
# 802.11ax), of which 60 % is left after access and acknowledgements. Reach: 5.5 GHz, an antenna
# of 3 dBi, BPSK 1/2 at 4 dB above noise, hence -92 dBm. (The standard asks for -82 dBm at least:
# it allows a noise figure of 10 dB and 5 dB of losses.) The access point may send 30 dBm e.i.r.p.
# with power control in 5470-5725 MHz (ETSI EN 301 893): the device's way up is the shorter one.
# Delay: p99 of the same test with two modules of a robot, 9.7 and 108.9 ms (SSL A-Team). Fifty
# devices are this model's choice, and so are 10 km/h without settings for changing access point
# and 50 km/h with them (802.11k, v and r).
WIFI_CAPACITY_KBIT_S = 432e3 * 0.6
WIFI_P99_MS = (108.9, 9.7)
WIFI_SENSITIVITY_DBM = _STATION_NOISE_DBM + 4
WIFI_REACH_M = reach_m(_DEVICE_DBM + 3 - WIFI_SENSITIVITY_DBM, 5.5)


def _wifi(need: Need) -> Offer:
    load = need.total_kbit_s / WIFI_CAPACITY_KBIT_S
    return {
        "rate": Range.one(WIFI_CAPACITY_KBIT_S / need.devices, "ieee-802.11ax"),
        "delay": _delay(*WIFI_P99_MS, "ssl-a-team", load),
        "devices": Range.one(50, "assumption"),
        "distance": Range.one(WIFI_REACH_M, "link-budget"),
        "speed": Range(10.0, 50.0, "assumption"),
        "power": Range.one(Power.CHARGED_DAILY, "assumption"),
    }


# LoRaWAN, one gateway. Sources in `lorawan`; 40 km/h: Petäjäjärvi et al., 2017 (frames at SF12
# are lost above it).
def _lorawan(need: Need) -> Offer:
    factor = spreading_factor(need.distance_m)
    rate_kbit_s = min(factor.device_bit_s, factor.shared_bit_s / need.devices) / 1000
    return {
        "rate": Range.one(rate_kbit_s, "lorawan"),
        "delay": Range.one(factor.delay_ms, "lorawan"),
        "devices": Range.one(factor.shared_bit_s / (need.rate_kbit_s * 1000), "lorawan"),
        "distance": Range.one(SPREADING_FACTORS[-1].reach_m, "link-budget"),
        "speed": Range.one(40.0, "petajajarvi"),
        "power": Range.one(Power.YEARS_ON_A_BATTERY, "lorawan"),
    }


# LTE-M, an operator's cell at 800 MHz. Awake, it sends at 375 kbit/s, half duplex, of 1 Mbit/s
# for a whole narrow band (3GPP Release 13, Cat-M1; TS 36.306), within the reach of ordinary LTE:
# a coupling loss of 140.7 dB (TR 36.888). Its round trip is at best that of a telephone on LTE,
# p99 157 ms (NUWiNS, standing): no measurement of LTE-M was found. Asleep between messages
# (PSM or eDRX, TS 23.682), it lasts for years: it sends at the same rate, but for 1 % of the time
# at most, as on LoRaWAN (this model's choice). Repeating each message takes it 15 dB farther, or
# deep into buildings (TR 36.888); only there does it have no more than the 160 bit/s that 3GPP asks
# at 164 dB (TR 38.913). The ten seconds are of the same target: with more signal it takes less. Ten
# thousand devices and 120 km/h are this model's choice.
LTE_P99_MS = 157.0
LTE_M_WAKING_MS = 10_000.0
_LTE_COUPLING_LOSS_DB = 140.7
_REPETITIONS_DB = 15.0
_LTE_GHZ = 0.8
_LTE_REACH_M = reach_m(_LTE_COUPLING_LOSS_DB, _LTE_GHZ)
_LTE_M_CAPACITY_KBIT_S = 1000.0
_LTE_M_DEVICE_KBIT_S = 375.0
_SENDING_SHARE = 0.01
_REPEATING_KBIT_S = 0.16


def _asleep_rate(need: Need, device_kbit_s: float, capacity_kbit_s: float) -> Range:
    """Return the mean rate of a device that sleeps, by whether it has to repeat its messages."""
    share_kbit_s = capacity_kbit_s / need.devices
    if need.distance_m > _LTE_REACH_M:
        return Range.one(min(_REPEATING_KBIT_S, share_kbit_s), "tr-38913")
    return Range.one(min(device_kbit_s * _SENDING_SHARE, share_kbit_s), "ts-36306")


def _lte_m_awake(need: Need) -> Offer:
    load = need.total_kbit_s / _LTE_M_CAPACITY_KBIT_S
    rate_kbit_s = min(_LTE_M_DEVICE_KBIT_S, _LTE_M_CAPACITY_KBIT_S / need.devices)
    return {
        "rate": Range.one(rate_kbit_s, "ts-36306"),
        "delay": _delay(LTE_P99_MS, LTE_P99_MS, "nuwins-lte", load),
        "devices": Range.one(10_000, "assumption"),
        "distance": Range.one(_LTE_REACH_M, "tr-36888"),
        "speed": Range.one(120.0, "assumption"),
        "power": Range.one(Power.CHARGED_DAILY, "assumption"),
    }


def _lte_m_asleep(need: Need) -> Offer:
    reach = reach_m(_LTE_COUPLING_LOSS_DB + _REPETITIONS_DB, _LTE_GHZ)
    return {
        "rate": _asleep_rate(need, _LTE_M_DEVICE_KBIT_S, _LTE_M_CAPACITY_KBIT_S),
        "delay": Range.one(LTE_M_WAKING_MS, "tr-38913"),
        "devices": Range.one(10_000, "assumption"),
        "distance": Range.one(reach, "tr-36888"),
        "speed": Range.one(120.0, "assumption"),
        "power": Range.one(Power.YEARS_ON_A_BATTERY, "tr-38913"),
    }


# NB-IoT, an operator's cell at 800 MHz: the same goals of TR 38.913, at the coupling loss of 164 dB
# for which it was designed (TR 45.820). Within reach of ordinary LTE, a block of 1,000 bits (Cat
# NB1, TS 36.306) takes 4 ms of the carrier, and a device 16 ms, half duplex: the grant (1 ms), the
# wait before the block (8 ms), the block, the wait for the next grant (3 ms). It changes cell
# without handover, so that only a walk is assumed; ten thousand devices are this model's choice.
_NB_IOT_COUPLING_LOSS_DB = 164.0
_NB_IOT_CAPACITY_KBIT_S = 1000 / 4
_NB_IOT_DEVICE_KBIT_S = 1000 / 16


def _nb_iot(need: Need) -> Offer:
    return {
        **_lte_m_asleep(need),
        "rate": _asleep_rate(need, _NB_IOT_DEVICE_KBIT_S, _NB_IOT_CAPACITY_KBIT_S),
        "distance": Range.one(reach_m(_NB_IOT_COUPLING_LOSS_DB, _LTE_GHZ), "tr-45820"),
        "speed": Range.one(5.0, "assumption"),
    }


# 5G. Rate: 100 MHz (273 blocks), half of the peak as what a cell gives in practice (this
# model's choice). Reach: the station decodes at 0 dB above noise. Mobility: 120 km/h (ITU-R
# M.2410, vehicular). A thousand devices are this model's choice.
_IN_PRACTICE = 0.5


def _five_g(*, rate: Range, delay: Range, gain_dbi: float, frequency_ghz: float) -> Offer:
    reach = reach_m(_DEVICE_DBM + gain_dbi - _STATION_NOISE_DBM, frequency_ghz)
    return {
        "rate": rate,
        "delay": delay,
        "devices": Range.one(1000, "assumption"),
        "distance": Range.one(reach, "link-budget"),
        "speed": Range.one(120.0, "m2410"),
        "power": Range.one(Power.CHARGED_DAILY, "assumption"),
    }


# Public: 3.5 GHz, the French reference frame (Arcep 2019-0862: 2 uplink slots of 10, and 4
# symbols of 14 in the special one); other customers leave a third of the cell, or all of it (this
# model's choice); p99 27 ms in town, 156 ms on an arterial road at 80 km/h (CICV5G, n78).
PUBLIC_CAPACITY_KBIT_S = peak_uplink_mbit_s(273, (2 + 4 / 14) / 10) * 1000 * _IN_PRACTICE
PUBLIC_P99_MS = (156.0, 27.0)


def _public_5g(need: Need) -> Offer:
    left = PUBLIC_CAPACITY_KBIT_S / need.devices
    load = need.total_kbit_s / PUBLIC_CAPACITY_KBIT_S
    return _five_g(
        rate=Range(left / 3, left, "ts-38306"),
        delay=_delay(*PUBLIC_P99_MS, "cicv5g-public", load),
        gain_dbi=17,
        frequency_ghz=3.5,
    )


# Private, NSA or SA: the site's own antennas at 4 GHz, frame DDDSU; p99 28 ms in town at 20 km/h,
# 30 ms on the arterial road at 80 km/h (CICV5G, n8, to a server in a cloud: an upper bound for a
# core on site). The same network takes 9.2 s where it covers badly: within the reach, coverage is
# what the site chose. Either core gives a flow its own class, by a QCI (TS 23.203, table 6.1.7) or
# by a 5QI (TS 23.501, 5.7): the round trip holds until the cell is full.
PRIVATE_CAPACITY_KBIT_S = peak_uplink_mbit_s(273, 1 / 5) * 1000 * _IN_PRACTICE
PRIVATE_P99_MS = (30.0, 28.0)


def _private_5g(need: Need) -> Offer:
    load = need.total_kbit_s / PRIVATE_CAPACITY_KBIT_S
    return _five_g(
        rate=Range.one(PRIVATE_CAPACITY_KBIT_S / need.devices, "ts-38306"),
        delay=_delay(*PRIVATE_P99_MS, "cicv5g-private", load),
        gain_dbi=8,
        frequency_ghz=4.0,
    )


# RedCap: devices of 20 MHz (3GPP Release 17, TS 38.306, 4.2.21) in the private cell, hence 51 of
# its 273 blocks (TS 38.101-1, table 5.3.2-1). No life on a battery is assumed.
_REDCAP_BLOCKS = 51
_REDCAP_DEVICE_KBIT_S = peak_uplink_mbit_s(_REDCAP_BLOCKS, 1 / 5) * 1000 * _IN_PRACTICE


def _redcap(need: Need) -> Offer:
    rate_kbit_s = min(_REDCAP_DEVICE_KBIT_S, PRIVATE_CAPACITY_KBIT_S / need.devices)
    return {**_private_5g(need), "rate": Range.one(rate_kbit_s, "ts-38306")}


TECHNOLOGIES: tuple[Technology, ...] = (
    Technology("lorawan", 1, _lorawan),
    Technology("lte-m-asleep", 2, _lte_m_asleep),
    Technology("lte-m-awake", 2, _lte_m_awake),
    Technology("wifi", 2, _wifi),
    Technology("wired", 3, _wired),
    Technology("public-5g", 4, _public_5g),
    Technology("private-5g", 5, _private_5g),
)
"""Those that the course *essentials* compares."""

NB_IOT = Technology("nb-iot", 2, _nb_iot)
REDCAP = Technology("redcap", 5, _redcap)
EVERY_TECHNOLOGY = (*TECHNOLOGIES, NB_IOT, REDCAP)
