"""How long a battery lasts, from figures that a device's data sheet or a meter gives.

A mean current: asleep all the time, awake for each message, and listening at each paging occasion
if the network can call it (eDRX, TS 23.682); with PSM (same) it does not listen. The cell also
discharges itself. The default figures are chosen for the exercise.
"""

from dataclasses import dataclass

HOURS_A_YEAR = 8766.0


@dataclass(frozen=True)
class Device:
    """What a data sheet or a meter says.

    Args:
        battery_mah: capacity that can be used.
        asleep_ua: current asleep.
        awake_ma: mean current while a message is sent and its answer awaited.
        awake_s: how long that takes, a retry included.
        listen_ma: mean current while it listens for a call.
        listen_s: how long it listens each time.
        lost_a_year: share of the capacity that the cell loses by itself in a year.
    """

    battery_mah: float
    asleep_ua: float
    awake_ma: float
    awake_s: float
    listen_ma: float
    listen_s: float
    lost_a_year: float


@dataclass(frozen=True)
class Drain:
    """Mean currents, in microamperes, by what they are for."""

    asleep_ua: float
    messages_ua: float
    listening_ua: float
    itself_ua: float

    @property
    def total_ua(self) -> float:
        """All of them together."""
        return self.asleep_ua + self.messages_ua + self.listening_ua + self.itself_ua


def drain(device: Device, message_every_s: float, listen_every_s: float | None) -> Drain:
    """Return a device's mean currents.

    Args:
        device: its figures.
        message_every_s: between two messages; not shorter than it is awake for one.
        listen_every_s: between two times of listening; None with PSM.
    """
    every_s = max(message_every_s, device.awake_s)
    listening = (
        1000 * device.listen_ma * min(1.0, device.listen_s / listen_every_s)
        if listen_every_s
        else 0.0
    )
    return Drain(
        device.asleep_ua,
        1000 * device.awake_ma * device.awake_s / every_s,
        listening,
        1000 * device.battery_mah * device.lost_a_year / HOURS_A_YEAR,
    )


def years(device: Device, message_every_s: float, listen_every_s: float | None) -> float:
    """Return how long the battery lasts."""
    hours = device.battery_mah * 1000 / drain(device, message_every_s, listen_every_s).total_ua
    return hours / HOURS_A_YEAR
