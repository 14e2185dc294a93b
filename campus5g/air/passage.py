"""A packet's passage over the air, step by step (TS 38.321, 5.4; TS 38.214, 5 and 6).

Uplink: the device waits for its scheduling request occasion; the gNB decodes the request and sends
a grant in a downlink slot; the device sends K2 slots later in an uplink slot; the rest of a large
packet follows on a second grant after a buffer status report; HARQ retransmits what is not decoded.
Downlink: the gNB sends in its next downlink slot; HARQ retransmits after the device's feedback.
There is no clock tick: each packet is taken through all steps when it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from campus5g.air.chance import Dice
from campus5g.air.frame import Direction, Frame
from campus5g.air.interruptions import Interruptions
from campus5g.air.link_adaptation import Scheme
from campus5g.air.load import Load

HARQ_ATTEMPTS = 4
"""After this many transmissions HARQ gives up and RLC retransmits (TS 38.322, 5.3)."""
_SEARCHED_SLOTS = 40_000
"""A flow that gets no slot among this many is not served at all."""


@dataclass(frozen=True)
class Timing:
    """The delays of configuration and equipment, in milliseconds or slots.

    Args:
        scheduling_request_ms: the period of the scheduling request occasions; 0 for a
            configured grant, which needs no request.
        k2_slots: the slots from the grant to the transmission (TS 38.214, 6.1.2.1).
        decoding_slots: the gNB's decoding time of a request or of data.
        device_ms, gnb_ms: the delays of their protocol stacks, each way.
        first_grant_bytes: the size of the grant that answers a request.
        queue_ms: the waiting time after which a packet is dropped (discardTimer, TS 38.323).
    """

    scheduling_request_ms: float = 10.0
    k2_slots: int = 3
    decoding_slots: int = 1
    device_ms: float = 0.8
    gnb_ms: float = 0.7
    first_grant_bytes: int = 256
    queue_ms: float = 1500.0


@dataclass(frozen=True)
class Parts:
    """The parts of a packet's delay over the air, in milliseconds."""

    stack_ms: float = 0.0
    request_ms: float = 0.0
    """Wait for the scheduling request occasion, and the request itself."""
    grant_ms: float = 0.0
    """Wait for the grant, and its K2 slots."""
    frame_ms: float = 0.0
    """Wait for a slot of the right direction."""
    queue_ms: float = 0.0
    """Wait behind other packets and other users."""
    transmission_ms: float = 0.0
    harq_ms: float = 0.0
    """HARQ retransmissions."""
    interruption_ms: float = 0.0
    order_ms: float = 0.0
    """Wait for an earlier packet: in-order delivery (TS 38.323, 5.2.2.2)."""

    @property
    def total_ms(self) -> float:
        """The whole delay."""
        return (
            self.stack_ms
            + self.request_ms
            + self.grant_ms
            + self.frame_ms
            + self.queue_ms
            + self.transmission_ms
            + self.harq_ms
            + self.interruption_ms
            + self.order_ms
        )


@dataclass(frozen=True)
class Passage:
    """A packet's passage over the air.

    Args:
        arrival_s: the time of arrival; None for a dropped packet.
        parts: the parts of its delay.
        transmissions: the number of transmissions of its last part.
    """

    arrival_s: float | None
    parts: Parts
    transmissions: int = 1


class Access(Protocol):
    """A radio link between one device and the network."""

    def downlink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet to the device.

        Args:
            time_s: when it is ready to be sent.
            size_bytes: the packet's size with its radio headers.
            five_qi: the 5QI of its flow.
        """

    def uplink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet from the device; parameters as for `downlink`."""


@dataclass(frozen=True)
class _Packet:
    sent_s: float
    bits: float
    five_qi: int


@dataclass(frozen=True)
class _Turn:
    """The last slot used by one direction of a UE, and the room left in it."""

    slot: int = -1
    room_bits: float = 0.0


@dataclass
class Link:
    """The radio link between the gNB and one UE.

    Args:
        frame: the cell's frame.
        timing: the delays of its configuration and equipment.
        load: the share that other users leave.
        scheme: returns the scheme of a direction at a time.
        slice_name: the UE's slice, for the scheduler.
        seed: the same seed gives the same delays for the same send times.
    """

    frame: Frame
    timing: Timing
    load: Load
    scheme: Callable[[Direction, float], Scheme]
    slice_name: str
    seed: int
    interruptions: Interruptions = field(default_factory=Interruptions)

    def __post_init__(self) -> None:
        self._errors = Dice(self.seed, "errors")
        self._breaks = Dice(self.seed, "interruptions")
        self._turns: dict[Direction, _Turn] = {"downlink": _Turn(), "uplink": _Turn()}
        request_slots = max(1, round(self.timing.scheduling_request_ms / 1000 / self.frame.slot_s))
        self._request_slots = request_slots
        self._request_offset = int(Dice(self.seed, "request").uniform(0) * request_slots)

    def downlink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet from the gNB to the UE.

        Args:
            time_s: when it is ready to be sent.
            size_bytes: the packet's size with its radio headers.
            five_qi: the 5QI of its flow.
        """
        timing, frame = self.timing, self.frame
        packet = _Packet(time_s, 8 * size_bytes, five_qi)
        ready_s = time_s + timing.gnb_ms / 1000
        first = frame.slot_from(ready_s)
        parts = Parts(stack_ms=timing.gnb_ms + timing.device_ms)
        parts = replace(parts, frame_ms=1000 * (frame.start_s(first) - ready_s))
        return self._finish("downlink", packet, parts, first, timing.device_ms)

    def uplink(self, time_s: float, size_bytes: int, five_qi: int) -> Passage:
        """Send a packet from the UE to the gNB; parameters as for `downlink`."""
        timing, frame = self.timing, self.frame
        packet = _Packet(time_s, 8 * size_bytes, five_qi)
        ready_s = time_s + timing.device_ms / 1000
        parts = Parts(stack_ms=timing.device_ms + timing.gnb_ms)
        turn = self._turns["uplink"]
        first = frame.slot_from(ready_s)
        joins_a_grant = turn.slot > first and turn.room_bits > 0
        if joins_a_grant or not timing.scheduling_request_ms:
            parts = replace(parts, frame_ms=1000 * (frame.start_s(first) - ready_s))
            return self._finish("uplink", packet, parts, first, timing.gnb_ms)
        request = self._request_slot(first)
        parts = replace(parts, request_ms=1000 * (frame.end_s(request) - ready_s))
        granted = self._granted(request)
        parts = replace(parts, grant_ms=1000 * (frame.start_s(granted) - frame.end_s(request)))
        first_bits = 8 * timing.first_grant_bytes
        return self._finish("uplink", packet, parts, granted, timing.gnb_ms, first_bits)

    def _request_slot(self, slot: int) -> int:
        """Return the next scheduling request slot, this one or later.

        Occasions are one period apart; one in a downlink slot moves to the next uplink slot, as a
        configuration would place it.
        """
        since = slot - self._request_offset
        for occasion in (since // self._request_slots, since // self._request_slots + 1):
            nominal = occasion * self._request_slots + self._request_offset
            placed = self.frame.next_slot(nominal, "uplink")
            if placed >= slot:
                return placed
        return self.frame.next_slot(nominal + self._request_slots, "uplink")

    def _granted(self, request: int) -> int:
        """Return the first slot that a grant allows, after a request in an earlier slot."""
        control = self.frame.next_slot(request + 1 + self.timing.decoding_slots, "downlink")
        return control + self.timing.k2_slots

    def _finish(
        self,
        direction: Direction,
        packet: _Packet,
        parts: Parts,
        slot: int,
        receiver_ms: float,
        first_bits: float | None = None,
    ) -> Passage:
        """Put a packet into slots from this one on, send it until decoded; return its passage."""
        frame, timing = self.frame, self.timing
        before = self._turns[direction]
        last = self._fill(direction, packet, slot, first_bits)
        if last is None or 1000 * frame.slot_s * (last - slot) > timing.queue_ms:
            self._turns[direction] = before
            return Passage(None, parts)
        aligned = frame.next_slot(slot, direction)
        decoded, transmissions = self._decoded(direction, last)
        decode_ms = 1000 * frame.slot_s * timing.decoding_slots
        parts = replace(
            parts,
            frame_ms=parts.frame_ms + 1000 * frame.slot_s * (aligned - slot),
            queue_ms=1000 * frame.slot_s * (last - aligned),
            transmission_ms=1000 * frame.slot_s + decode_ms,
            harq_ms=1000 * frame.slot_s * (decoded - last),
        )
        there_s = frame.end_s(decoded) + (decode_ms + receiver_ms) / 1000
        after_s = self.interruptions.passed_s(self._breaks, packet.sent_s, there_s)
        parts = replace(parts, interruption_ms=1000 * (after_s - there_s))
        return Passage(after_s, parts, transmissions)

    def _fill(
        self, direction: Direction, packet: _Packet, slot: int, first_bits: float | None
    ) -> int | None:
        """Return the slot in which the last bit is sent; None if there is no room in time."""
        frame, turn, bits = self.frame, self._turns[direction], packet.bits
        room = None
        if turn.slot >= slot and turn.room_bits > 0:
            slot, room = turn.slot, turn.room_bits
        else:
            slot = max(slot, turn.slot + 1)
        end = slot + _SEARCHED_SLOTS
        while slot < end:
            slot = frame.next_slot(slot, direction)
            if room is None:
                room = self._room(direction, packet.five_qi, slot)
                if room and first_bits is not None:
                    room = min(room, first_bits)
            if room >= bits:
                self._turns[direction] = _Turn(slot, room - bits)
                return slot
            if room > 0:
                bits -= room
                if first_bits is not None:
                    # The first part carried the buffer status report: a second grant for the rest.
                    first_bits = None
                    slot = self._granted(slot) - 1
            room = None
            slot += 1
        return None

    def _room(self, direction: Direction, five_qi: int, slot: int) -> float:
        share = self.load.share(slot, direction, self.slice_name, five_qi)
        if not share:
            return 0.0
        scheme = self.scheme(direction, self.frame.start_s(slot))
        return scheme.bits_per_slot * self.frame.share(slot, direction) * share

    def _decoded(self, direction: Direction, slot: int) -> tuple[int, int]:
        """Return the slot of the transmission that is decoded, and the number of transmissions."""
        frame = self.frame
        error_rate = self.scheme(direction, frame.start_s(slot)).error_rate
        uplink = direction == "uplink"
        transmissions = 1
        while self._errors.uniform(slot, uplink, transmissions) < error_rate:
            if uplink:
                slot = frame.next_slot(self._granted(slot), "uplink")
            else:
                answer = frame.next_slot(slot + 1 + self.timing.decoding_slots, "uplink")
                slot = frame.next_slot(answer + 1 + self.timing.decoding_slots, "downlink")
            transmissions += 1
            # Soft combining: each further copy gains 3 dB, which nearly always suffices.
            error_rate = error_rate / 4 if transmissions % HARQ_ATTEMPTS else error_rate
        return slot, transmissions
