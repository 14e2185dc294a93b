"""What LoRaWAN offers at a distance: the farther, the slower."""

from dataclasses import dataclass

from campus5g.courseware.explorers.models.radio_reach import reach_m

_POWER_DBM = 14.0
_FREQUENCY_GHZ = 0.868
_CHANNELS = 8
_DUTY_CYCLE = 0.01
# Devices send when they like. Pure ALOHA, P = exp(-2 G): 95 % of frames get through at
# G = 0.026 of a channel's time.
_SAFE_LOAD = 0.026
_RECEIVE_DELAY_S = 1.0
_FRAME_BITS = (13 + 20) * 8


@dataclass(frozen=True)
class SpreadingFactor:
    """One way to send: a higher spreading factor is slower and is heard farther away.

    Source: rates of EU868, LoRaWAN Regional Parameters RP002 (DR5 to DR0); sensitivities at
    125 kHz from the SX1276 data sheet, Semtech.
    """

    number: int
    rate_bit_s: float
    sensitivity_dbm: float

    @property
    def reach_m(self) -> float:
        """The distance that a device sending at 14 dBm reaches."""
        return reach_m(_POWER_DBM - self.sensitivity_dbm, _FREQUENCY_GHZ)

    @property
    def device_bit_s(self) -> float:
        """The rate that a device may use on average: 1 % of the time (ETSI EN 300 220)."""
        return self.rate_bit_s * _DUTY_CYCLE

    @property
    def shared_bit_s(self) -> float:
        """The total rate of a gateway's devices if 95 % of frames are to get through."""
        return self.rate_bit_s * _CHANNELS * _SAFE_LOAD

    @property
    def delay_ms(self) -> float:
        """The time to send and confirm 20 bytes (RECEIVE_DELAY1 is 1 s, RP002)."""
        return (_FRAME_BITS / self.rate_bit_s + _RECEIVE_DELAY_S) * 1000


SPREADING_FACTORS = (
    SpreadingFactor(7, 5470, -123),
    SpreadingFactor(8, 3125, -126),
    SpreadingFactor(9, 1760, -129),
    SpreadingFactor(10, 980, -132),
    SpreadingFactor(11, 440, -133),
    SpreadingFactor(12, 250, -136),
)


def spreading_factor(distance_m: float) -> SpreadingFactor:
    """Return the fastest spreading factor that reaches a distance, else the farthest-reaching."""
    for factor in SPREADING_FACTORS:
        if factor.reach_m >= distance_m:
            return factor
    return SPREADING_FACTORS[-1]
