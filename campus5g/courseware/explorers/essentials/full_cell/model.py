"""An overloaded cell: flows, schedulers and slices, slot by slot.

The uplink of one cell, with the frame, the link adaptation, the timing and the priorities of the
virtual kit (`campus5g.air`). A device with something new to send waits for its scheduling request
occasion and for its grant (TS 38.321, 5.4); the scheduler then shares each uplink slot among the
devices that wait. A transmission fails as often as the link adaptation says, and is repeated in
the device's next turn (HARQ). What waits too long is dropped (discardTimer, TS 38.323).

How the scheduler shares is not in the standard; these are three classical ways, and a link that
is shared without a scheduler, to compare:

- fair, as most gNBs do when every flow has the same class: the device that got least of late goes
  first, which is proportional fair scheduling where all hear the cell equally well (Viswanath, Tse
  and Laroia, IEEE Trans. Inf. Theory 48, 2002);
- priority: the better default priority level of the 5QI goes first (TS 23.501, table 5.7.4-1);
- slices: each slice has a guaranteed part of every slot, where the gNB supports it (RRM policy
  ratio, TS 28.541), by priority within it; what it leaves is lent to the other one, or kept free
  if it is dedicated;
- one queue: the oldest message goes first, whoever sent it. A gNB can't do so in the uplink, where
  it does not see when messages were written; a router, a switch or a Wi-Fi access point without
  priorities on the way does. It carries as much here as the cell.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from itertools import chain
from typing import Literal

from campus5g.air.chance import Dice
from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import resource_blocks, uplink_scheme
from campus5g.air.load import priority_of
from campus5g.air.passage import Timing

FlowId = Literal["agv", "crane", "sensors", "canteen", "backup"]
SliceId = Literal["production", "office"]
Scheduler = Literal["fair", "one-queue", "priority", "slices"]

# 40 MHz, of which the uplink has one slot in five, for devices that hear the cell well: about
# 21 Mbit/s in the uplink. Messages that wait more than 0.4 s are dropped.
FRAME = Frame("DDDSU", 30)
SCHEME = uplink_scheme(sinr_db=20, blocks=resource_blocks(40, 30))
TIMING = Timing(queue_ms=400.0)
CAPACITY_MBIT_S = (
    SCHEME.bits_per_slot
    * (1 - SCHEME.error_rate)
    * FRAME.average_share("uplink")
    / FRAME.slot_s
    / 1e6
)
TURNS = 8
"""How many devices are served in one slot, as in `campus5g.air.load.Load`."""

RUN_S = 4.0
TOLERATED_LOSS = 0.01
_BACKUP_WINDOW_BITS = 8 * 128 * 1024
"""What a file transfer has in flight at any time."""
_AVERAGED_SLOTS = 100
"""The window of fair scheduling."""
_SIZE_SPREAD = 0.3
"""How much larger or smaller than the mean a video picture can be."""


@dataclass(frozen=True)
class Flow:
    """The traffic of one kind of device.

    Args:
        id: its name.
        slice: the slice that it belongs to, where there are slices.
        five_qi: its class of service.
        message_bytes: mean size of a message; of a picture, for video.
        period_ms: time between messages of a device; 0 to send as much as it can.
        need_ms: the time within which 99 messages in 100 must arrive; infinite if any will
            same.
        varies: whether sizes vary from one message to the next.
    """

    id: FlowId
    slice: SliceId
    five_qi: int
    message_bytes: int
    period_ms: float
    need_ms: float
    varies: bool = False

    @property
    def offered_mbit_s(self) -> float:
        """What one device sends on average; 0 for one that sends as much as it can."""
        return 8 * self.message_bytes / self.period_ms / 1000 if self.period_ms else 0.0


# Sizes, periods and needs are typical of the uses, for training.
FLOWS: dict[FlowId, Flow] = {
    "agv": Flow("agv", "production", 3, 100, 20, need_ms=80),
    "crane": Flow("crane", "production", 2, 40_000, 40, need_ms=150, varies=True),
    "sensors": Flow("sensors", "production", 6, 500, 100, need_ms=1000),
    "canteen": Flow("canteen", "office", 9, 15_000, 40, need_ms=300, varies=True),
    "backup": Flow("backup", "office", 9, 16_384, 0, need_ms=math.inf),
}


@dataclass(frozen=True)
class Cell:
    """Who is in the cell, and how it is shared.

    Args:
        scheduler: how slots are shared.
        callers: people in the canteen on a video call.
        cranes: remotely driven cranes with a camera.
        agvs, sensors: automated vehicles, and gateways of sensors.
        backups: computers that copy a large file to a server.
        production_share: the part of each slot that production's slice has guaranteed; the rest
            is the office slice's. For the scheduler with slices only.
        lends: whether a slice lends what it doesn't use.
    """

    scheduler: Scheduler = "fair"
    callers: int = 0
    cranes: int = 1
    agvs: int = 10
    sensors: int = 4
    backups: int = 0
    production_share: float = 0.6
    lends: bool = True

    @property
    def devices(self) -> dict[FlowId, int]:
        """How many devices send each flow."""
        return {
            "agv": self.agvs,
            "crane": self.cranes,
            "sensors": self.sensors,
            "canteen": self.callers,
            "backup": self.backups,
        }

    @property
    def asked_mbit_s(self) -> float:
        """What all ask for together, except file copies, which take what is left."""
        return sum(FLOWS[name].offered_mbit_s * count for name, count in self.devices.items())


@dataclass(frozen=True)
class Outcome:
    """The result for a flow.

    Args:
        flow: which.
        devices: how many sent it.
        asked_mbit_s, rate_mbit_s: offered and delivered rates.
        p50_ms, p99_ms: half, and 99 in 100, of the messages were there within this time;
            infinite where that many never arrived.
        lost: the share of messages dropped, 0 to 1.
        cell_share: the share of slots used, retransmissions included, 0 to 1.
    """

    flow: FlowId
    devices: int
    asked_mbit_s: float
    rate_mbit_s: float
    p50_ms: float
    p99_ms: float
    lost: float
    cell_share: float

    @property
    def served(self) -> bool:
        """Whether the flow has what it needs: its delay, and at most one message in 100 lost."""
        return self.p99_ms <= FLOWS[self.flow].need_ms and self.lost <= TOLERATED_LOSS


def run(cell: Cell, seed: int = 1) -> list[Outcome]:
    """Simulate four seconds and return the result for each flow.

    Args:
        cell: who is in the cell, and how it is shared.
        seed: the same seed gives the same run; every device sends the same under every scheduler.
    """
    devices = [
        _Device(FLOWS[name], number, seed)
        for name, count in cell.devices.items()
        for number in range(count)
    ]
    _simulate(cell, devices, Dice(seed, "errors"))
    slots_bits = SCHEME.bits_per_slot * RUN_S / FRAME.period_s
    return [
        _outcome(name, [one for one in devices if one.flow.id == name], slots_bits)
        for name, count in cell.devices.items()
        if count
    ]


def suffering(cell: Cell) -> set[FlowId]:
    """Return the flows whose need is not met."""
    return {one.flow for one in run(cell) if not one.served}


@dataclass
class _Message:
    sent_s: float
    bits: float
    left: float


class _Device:
    """One device: its queue, and the fate of what it sent."""

    def __init__(self, flow: Flow, number: int, seed: int) -> None:
        dice = Dice(seed, f"{flow.id} {number}")
        self.flow = flow
        self.priority = priority_of(flow.five_qi)
        self.lot = int(dice.uniform(0) * 2**31)
        self.queue: deque[_Message] = deque()
        self.backlog = 0.0
        self.ready_slot = 0
        self.first_grant = False
        self.average = 0.0
        self.taken_bits = 0.0
        self.delays_ms: list[float] = []
        self.arrived_bits = 0.0
        self.lost = 0
        self.sent = 0
        self._request_slots = round(TIMING.scheduling_request_ms / 1000 / FRAME.slot_s)
        self._request_offset = int(dice.uniform(1) * self._request_slots)
        self.coming = deque(_messages(flow, dice))

    @property
    def wanted_bits(self) -> float:
        """What it can send at once: a first grant is made before the gNB knows how much waits."""
        return min(self.backlog, 8 * TIMING.first_grant_bytes) if self.first_grant else self.backlog

    def take_in(self, slot: int) -> None:
        """Queue what was sent before a slot; a file copy always has more."""
        start_s = FRAME.start_s(slot)
        while self.coming and self.coming[0].sent_s + TIMING.device_ms / 1000 <= start_s:
            self._add(self.coming.popleft())
        while not self.flow.period_ms and self.backlog < _BACKUP_WINDOW_BITS:
            bits = 8.0 * self.flow.message_bytes
            self._add(_Message(start_s, bits, bits))

    def drop_late(self, slot: int) -> None:
        """Drop what has waited too long, except a message partly sent (TS 38.322, 5.4)."""
        oldest_s = FRAME.start_s(slot) - TIMING.queue_ms / 1000
        if not self.queue or self.queue[0].sent_s >= oldest_s:
            return
        under_way = self.queue.popleft() if self.queue[0].left < self.queue[0].bits else None
        while self.queue and self.queue[0].sent_s < oldest_s:
            self.backlog -= self.queue.popleft().left
            self.lost += 1
        if under_way:
            self.queue.appendleft(under_way)

    def deliver(self, bits: float, slot: int) -> None:
        """Remove from the queue what was decoded in a slot."""
        there_s = FRAME.end_s(slot) + TIMING.decoding_slots * FRAME.slot_s + TIMING.gnb_ms / 1000
        self.backlog -= bits
        self.first_grant = False
        while self.queue and bits > 0:
            head = self.queue[0]
            sent = min(head.left, bits)
            head.left -= sent
            bits -= sent
            if head.left > 1e-6:
                break
            self.queue.popleft()
            self.arrived_bits += head.bits
            self.delays_ms.append(1000 * (there_s - head.sent_s))

    def _add(self, message: _Message) -> None:
        if not self.queue:
            self.ready_slot = self._granted(message.sent_s + TIMING.device_ms / 1000)
            self.first_grant = True
            self.backlog = 0.0
        self.queue.append(message)
        self.backlog += message.bits
        self.sent += 1

    def _granted(self, ready_s: float) -> int:
        """Return the first slot in which a device with new data may send."""
        first = FRAME.slot_from(ready_s)
        rounds = -(-(first - self._request_offset) // self._request_slots)
        request = FRAME.next_slot(rounds * self._request_slots + self._request_offset, "uplink")
        control = FRAME.next_slot(request + 1 + TIMING.decoding_slots, "downlink")
        return FRAME.next_slot(control + TIMING.k2_slots, "uplink")


def _messages(flow: Flow, dice: Dice) -> Iterable[_Message]:
    """Return what a device sends in a run, at its own pace with a little jitter."""
    if not flow.period_ms:
        return
    phase = dice.uniform(2)
    for number in range(int(1000 * RUN_S / flow.period_ms)):
        sent_s = (number + phase + 0.1 * dice.uniform(3, number)) * flow.period_ms / 1000
        spread = _SIZE_SPREAD * (2 * dice.uniform(4, number) - 1) if flow.varies else 0.0
        bits = 8 * flow.message_bytes * (1 + spread)
        yield _Message(sent_s, bits, bits)


@dataclass
class _Slot:
    """An uplink slot while it is being shared out."""

    room_bits: float
    grants: dict[_Device, float] = field(default_factory=dict)

    def give(self, device: _Device, wanted_bits: float, most_bits: float) -> float:
        """Give a device what it wants, limited by the room, its turn and its maximum."""
        if device not in self.grants and len(self.grants) >= TURNS:
            return 0.0
        given = min(wanted_bits, most_bits, self.room_bits)
        if given > 0:
            self.grants[device] = self.grants.get(device, 0.0) + given
            self.room_bits -= given
        return given


def _simulate(cell: Cell, devices: Sequence[_Device], errors: Dice) -> None:
    last_slot = FRAME.slot_from(RUN_S)
    slot = FRAME.next_slot(0, "uplink")
    while slot < last_slot:
        waiting = []
        for device in devices:
            device.take_in(slot)
            device.drop_late(slot)
            if device.queue and device.ready_slot <= slot:
                waiting.append(device)
        grants = _share_out(cell, waiting) if waiting else {}
        for device, bits in grants.items():
            device.taken_bits += bits
            if errors.uniform(slot, device.lot) >= SCHEME.error_rate:
                device.deliver(bits, slot)
        for device in devices:
            device.average += (grants.get(device, 0.0) - device.average) / _AVERAGED_SLOTS
        slot = FRAME.next_slot(slot + 1, "uplink")


def _share_out(cell: Cell, waiting: list[_Device]) -> dict[_Device, float]:
    slot = _Slot(SCHEME.bits_per_slot)
    if cell.scheduler == "one-queue":
        _oldest_first(slot, waiting)
    elif cell.scheduler == "fair":
        _in_order(slot, sorted(waiting, key=lambda one: one.average))
    else:
        ranked = sorted(waiting, key=lambda one: (one.priority, one.queue[0].sent_s))
        if cell.scheduler == "slices":
            _slices_first(slot, ranked, cell)
        else:
            _in_order(slot, ranked)
    return slot.grants


def _oldest_first(slot: _Slot, waiting: list[_Device]) -> None:
    """Serve message by message, the oldest first."""
    heads = [(one.queue[0].sent_s, one.lot, 0, one) for one in waiting]
    heapify(heads)
    while heads and slot.room_bits > 0:
        _, lot, place, device = heads[0]
        wanted = device.queue[place].left
        if device.first_grant:
            wanted = min(wanted, device.wanted_bits)
        slot.give(device, wanted, math.inf)
        if device.first_grant or place + 1 == len(device.queue):
            heappop(heads)
        else:
            heapreplace(heads, (device.queue[place + 1].sent_s, lot, place + 1, device))


def _in_order(slot: _Slot, ranked: list[_Device]) -> None:
    """Serve device by device."""
    for device in ranked:
        if slot.room_bits <= 0:
            return
        slot.give(device, device.wanted_bits - slot.grants.get(device, 0.0), math.inf)


def _slices_first(slot: _Slot, ranked: list[_Device], cell: Cell) -> None:
    """Serve each slice within its part, then lend what is left."""
    share = cell.production_share
    parts: dict[SliceId, float] = {"production": share, "office": 1 - share}
    for name, part in parts.items():
        left = part * SCHEME.bits_per_slot
        for device in ranked:
            if device.flow.slice == name:
                left -= slot.give(device, device.wanted_bits, left)
    if cell.lends:
        _in_order(slot, ranked)


def _outcome(name: FlowId, devices: list[_Device], all_bits: float) -> Outcome:
    """Sum up; messages sent too late in the run to be judged are left out."""
    delays = sorted(chain.from_iterable(one.delays_ms for one in devices))
    oldest_s = RUN_S - TIMING.queue_ms / 1000
    stuck = sum(message.sent_s < oldest_s for one in devices for message in one.queue)
    lost = stuck + sum(one.lost for one in devices)
    judged = len(delays) + lost

    def within_ms(part: float) -> float:
        place = math.ceil(part * judged) - 1
        return delays[place] if place < len(delays) else math.inf

    return Outcome(
        flow=name,
        devices=len(devices),
        asked_mbit_s=FLOWS[name].offered_mbit_s * len(devices),
        rate_mbit_s=sum(one.arrived_bits for one in devices) / RUN_S / 1e6,
        p50_ms=within_ms(0.5),
        p99_ms=within_ms(0.99),
        lost=lost / judged if judged else 0.0,
        cell_share=sum(one.taken_bits for one in devices) / all_bits,
    )
