"""A wireless LAN: each station waits for an idle channel, then for a random backoff.

The distributed coordination function of IEEE 802.11-2020, 10.3.4, with the timing of an OFDM PHY at
5 GHz (17.4.4), one frame for each packet, no aggregation and no priorities. Others start sending
with the same probability in every slot, as in Bianchi, IEEE JSAC 18 (2000).
"""

from dataclasses import dataclass, field

from campus5g.air.chance import Dice
from campus5g.air.frame import Direction
from campus5g.air.interruptions import Interruptions
from campus5g.air.passage import Parts, Passage, Timing

SLOT_S = 9e-6
SIFS_S = 16e-6
DIFS_S = SIFS_S + 2 * SLOT_S
PREAMBLE_S = 36e-6
ACKNOWLEDGEMENT_S = 44e-6
SMALLEST_WINDOW, LARGEST_WINDOW = 15, 1023
TRANSMISSIONS = 7
"""After this many transmissions a frame is dropped (dot11ShortRetryLimit)."""
BEACON_S = 0.1024
"""The beacon interval of 100 time units, after which a dozing device wakes (11.1.3.2)."""
MAC_HEADERS_BYTES = 38


@dataclass(frozen=True)
class Contention:
    """The channel's occupancy, and how a device uses it.

    Args:
        busy: the part of all time in which others send, 0 to 1.
        burst_ms: the duration of one of their bursts.
        rate_mbps: the PHY rate.
        frame_error_rate: the part of frames that are not decoded, apart from collisions.
        sleeps_after_ms: the time without traffic after which the device dozes; 0 for never.
    """

    busy: float = 0.2
    burst_ms: float = 1.0
    rate_mbps: float = 65.0
    frame_error_rate: float = 0.05
    sleeps_after_ms: float = 0.0

    @property
    def begins(self) -> float:
        """The probability that others start in an idle slot, so that `busy` is their share."""
        burst_slots = self.burst_ms / 1000 / SLOT_S
        return self.busy / (burst_slots * (1 - self.busy) + self.busy)


@dataclass
class WifiLink:
    """The wireless link between an access point and one device.

    Args:
        contention: the channel's parameters.
        timing: the delays of both protocol stacks and the queue limit; the rest isn't used.
        interruptions: scans and roaming.
        seed: the same seed gives the same delays for the same send times.
    """

    contention: Contention
    timing: Timing
    interruptions: Interruptions
    seed: int
    _free_s: dict[Direction, float] = field(
        default_factory=lambda: {"downlink": 0.0, "uplink": 0.0}
    )
    _awake_until_s: float = 0.0

    def __post_init__(self) -> None:
        self._lots = Dice(self.seed, "contention")
        self._breaks = Dice(self.seed, "interruptions")

    def downlink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet from the access point to the device; see `air.passage.Access`."""
        return self._cross("downlink", time_s, size_bytes, self.timing.gnb_ms)

    def uplink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet from the device to the access point; see `air.passage.Access`."""
        return self._cross("uplink", time_s, size_bytes, self.timing.device_ms)

    def _cross(
        self, direction: Direction, time_s: float, size_bytes: int, sender_ms: float
    ) -> Passage:
        timing = self.timing
        ready_s = time_s + sender_ms / 1000
        heard_s = self._heard_from(ready_s) if direction == "downlink" else ready_s
        start_s = max(heard_s, self._free_s[direction])
        both_stacks_ms = timing.device_ms + timing.gnb_ms
        parts = Parts(stack_ms=both_stacks_ms, frame_ms=1000 * (heard_s - ready_s))
        if 1000 * (start_s - heard_s) > timing.queue_ms:
            return Passage(None, parts)
        first_s, sent_s, transmissions = self._sent(start_s, size_bytes)
        self._free_s[direction] = sent_s
        if self.contention.sleeps_after_ms:
            self._awake_until_s = sent_s + self.contention.sleeps_after_ms / 1000
        if transmissions > TRANSMISSIONS:
            return Passage(None, parts, TRANSMISSIONS)
        frame_s = self._frame_s(size_bytes)
        there_s = sent_s + (both_stacks_ms - sender_ms) / 1000
        after_s = self.interruptions.passed_s(self._breaks, time_s, there_s)
        return Passage(
            after_s,
            Parts(
                stack_ms=parts.stack_ms,
                frame_ms=parts.frame_ms,
                queue_ms=1000 * (first_s - frame_s - heard_s),
                transmission_ms=1000 * frame_s,
                harq_ms=1000 * (sent_s - first_s),
                interruption_ms=1000 * (after_s - there_s),
            ),
            transmissions,
        )

    def _heard_from(self, time_s: float) -> float:
        """Return when the device is listening: one that dozes wakes for the next beacon."""
        if not self.contention.sleeps_after_ms or time_s <= self._awake_until_s:
            return time_s
        return (time_s // BEACON_S + 1) * BEACON_S

    def _sent(self, start_s: float, size_bytes: int) -> tuple[float, float, int]:
        """Return when the first and the last transmission of a frame end, and their number."""
        frame_s = self._frame_s(size_bytes)
        packet = round(start_s * 1e6)
        lost = 1 - (1 - self.contention.begins) * (1 - self.contention.frame_error_rate)
        now_s = start_s + self._residual_s(packet)
        first_s = 0.0
        for transmission in range(TRANSMISSIONS):
            now_s += self._backoff_s(packet, transmission) + frame_s
            first_s = first_s or now_s
            if self._lots.uniform(packet, transmission, 0) >= lost:
                return first_s, now_s, transmission + 1
            now_s += SIFS_S + ACKNOWLEDGEMENT_S
        return first_s, now_s, TRANSMISSIONS + 1

    def _residual_s(self, packet: int) -> float:
        """Return how long a transmission of others already under way continues."""
        chance = self._lots.uniform(packet, TRANSMISSIONS, 0)
        if chance >= self.contention.busy:
            return 0.0
        return self.contention.burst_ms / 1000 * chance / self.contention.busy

    def _backoff_s(self, packet: int, transmission: int) -> float:
        """Return the time of a backoff countdown, with others' bursts."""
        window = min(LARGEST_WINDOW, (SMALLEST_WINDOW + 1) * 2**transmission - 1)
        slots = int(self._lots.uniform(packet, transmission, 1) * (window + 1))
        begins = self.contention.begins
        bursts = sum(
            self._lots.uniform(packet, transmission, 2 + slot) < begins for slot in range(slots)
        )
        return DIFS_S + slots * SLOT_S + bursts * (self.contention.burst_ms / 1000 + DIFS_S)

    def _frame_s(self, size_bytes: int) -> float:
        bits = 8 * (size_bytes + MAC_HEADERS_BYTES)
        return PREAMBLE_S + bits / (self.contention.rate_mbps * 1e6)
