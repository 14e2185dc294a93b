"""One end of an emulated TCP connection (RFC 9293), as far as a short path needs it.

Retransmission timer by RFC 6298, congestion control by RFC 5681 and RFC 6582 (slow start, fast
retransmit, fast recovery), window scale by RFC 7323. Sequence numbers are kept as integers that
never wrap; only those in segments have 32 bits.
"""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from campus5g.virtualkit.timing import moment
from campus5g.virtualkit.userplane.segment import LARGEST_PAYLOAD, WINDOW_SCALE, Flag, Segment

SEND_BUFFER_BYTES = 256 << 10
RECEIVE_BUFFER_BYTES = 512 << 10

_INITIAL_WINDOW = 10 * LARGEST_PAYLOAD
_FIRST_TIMEOUT_S = 1.0
_SHORTEST_TIMEOUT_S = 0.2
_LONGEST_TIMEOUT_S = 8.0
_ATTEMPTS = 8
_DELAYED_ACK_S = 0.04
_OVERSLEPT_S = 0.02
_DUPLICATES = 3
_LINGER_S = 2.0
"""How long a closed connection still accepts segments that were under way."""


class TcpUser(Protocol):
    """The user of a connection."""

    def connected(self) -> None:
        """Handle the establishment of the connection."""

    def received(self, data: bytes) -> None:
        """Handle received data, in order."""

    def room(self) -> int:
        """Return how many more bytes can be received."""

    def acknowledged(self) -> None:
        """Handle an acknowledgement: there is room in the send buffer."""

    def finished(self) -> None:
        """Handle the peer's end of stream."""

    def closed(self, *, orderly: bool) -> None:
        """Handle the end of the connection."""


class _State(Enum):
    ASKED = auto()
    """A SYN has arrived and its answer is pending."""
    SYN_SENT = auto()
    SYN_RECEIVED = auto()
    ESTABLISHED = auto()
    CLOSED = auto()


class TcpEnd:
    """One end of a connection.

    Args:
        ports: the local and the remote port.
        start: the initial sequence number.
        send: sends a segment into the network.
        user: the connection's user.
        forget: called when no segment of this connection is expected any more.
    """

    def __init__(
        self,
        ports: tuple[int, int],
        start: int,
        send: Callable[[Segment], None],
        user: TcpUser,
        forget: Callable[[], None],
    ) -> None:
        self._ports = ports
        self._send = send
        self._user = user
        self._forget = forget
        self._state = _State.ASKED
        self._una = self._next = self._sent = start
        self._buffer = bytearray()
        self._buffer_start = start + 1
        self._finishing = False
        self._orderly = False
        self._fin: int | None = None
        self._peer_window = 0
        self._congestion_window = _INITIAL_WINDOW
        self._threshold = 1 << 30
        self._duplicates = 0
        self._recovery: int | None = None
        self._expected = 0
        self._ahead: dict[int, bytes] = {}
        self._peer_fin: int | None = None
        self._peer_finished = False
        self._advertised = 0
        self._unacknowledged = 0
        self._ack_timer: asyncio.TimerHandle | None = None
        self._timeout_s = _FIRST_TIMEOUT_S
        self._smoothed_s: float | None = None
        self._variation_s = 0.0
        self._timed: tuple[int, float] | None = None
        self._attempts = 0
        self._due_s: float | None = None
        self._overslept_at: int | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def room(self) -> int:
        """The free space in the send buffer, in bytes."""
        return SEND_BUFFER_BYTES - len(self._buffer)

    def connect(self) -> None:
        """Send a SYN."""
        self._state = _State.SYN_SENT
        self._next = self._sent = self._una + 1
        self._emit(Flag.SYN, self._una)
        self._arm()

    def accept(self) -> None:
        """Accept the peer's SYN."""
        self._state = _State.SYN_RECEIVED
        self._next = self._sent = self._una + 1
        self._emit(Flag.SYN | Flag.ACK, self._una)
        self._arm()

    def write(self, data: bytes) -> None:
        """Send data as soon as the windows allow."""
        self._buffer += data
        self._transmit()

    def finish(self) -> None:
        """Send a FIN after the data written so far."""
        self._finishing = True
        self._transmit()

    def abort(self) -> None:
        """Abort the connection."""
        if self._state is _State.CLOSED:
            return
        if self._state is not _State.SYN_SENT:
            self._emit(Flag.RST | Flag.ACK, self._sent)
        self._end(orderly=False)

    def update_window(self) -> None:
        """Send a window update, if it is worth a segment (RFC 9293, 3.8.6.2.2)."""
        if self._state is _State.ESTABLISHED and not self._peer_finished:
            left = self._advertised - self._expected
            if self._user.room() - left >= RECEIVE_BUFFER_BYTES // 4:
                self._acknowledge()

    def receive(self, segment: Segment) -> None:
        """Handle a segment from the network."""
        if self._state is _State.CLOSED:
            if segment.flags & Flag.FIN and self._orderly:
                self._emit(Flag.ACK, self._sent)
            return
        if segment.flags & Flag.RST:
            self._end(orderly=False)
            return
        if segment.flags & Flag.SYN:
            self._on_syn(segment)
            return
        if self._state in (_State.ASKED, _State.SYN_SENT):
            return
        if segment.flags & Flag.ACK:
            self._on_acknowledgement(segment)
        if self._state is _State.ESTABLISHED:
            self._on_data(segment)

    def _on_syn(self, segment: Segment) -> None:
        match self._state:
            case _State.ASKED:
                self._expected = segment.sequence + 1
                self._peer_window = segment.window
            case _State.SYN_SENT if segment.flags & Flag.ACK:
                self._expected = segment.sequence + 1
                self._peer_window = segment.window
                self._una = self._next
                self._disarm()
                self._state = _State.ESTABLISHED
                self._acknowledge()
                self._user.connected()
                self._transmit()
            case _State.SYN_RECEIVED:
                self._emit(Flag.SYN | Flag.ACK, self._una)
            case _State.ESTABLISHED:
                self._acknowledge()

    def _on_acknowledgement(self, segment: Segment) -> None:
        acknowledged = _near(segment.acknowledgement, self._una)
        if acknowledged > self._sent:
            return
        window = segment.window << WINDOW_SCALE
        if self._state is _State.SYN_RECEIVED and acknowledged == self._next:
            self._una = acknowledged
            self._peer_window = window
            self._disarm()
            self._state = _State.ESTABLISHED
            self._user.connected()
            self._transmit()
            return
        if acknowledged > self._una:
            self._on_progress(acknowledged)
        elif acknowledged == self._una < self._next:
            self._on_repeat(segment, window)
        self._peer_window = window
        self._transmit()
        if self._fin is not None and self._una > self._fin and self._peer_finished:
            self._end(orderly=True)

    def _on_progress(self, acknowledged: int) -> None:
        """Drop acknowledged data and open the congestion window."""
        fresh = acknowledged - self._una
        self._una = acknowledged
        self._next = max(self._next, acknowledged)
        taken = max(0, min(len(self._buffer), acknowledged - self._buffer_start))
        del self._buffer[:taken]
        self._buffer_start += taken
        self._measure(acknowledged)
        self._attempts = 0
        self._duplicates = 0
        if self._recovery is not None:
            if acknowledged < self._recovery:
                self._repeat_first()
            else:
                self._recovery = None
                self._congestion_window = self._threshold
        elif self._congestion_window < self._threshold:
            self._congestion_window += min(fresh, 2 * LARGEST_PAYLOAD)
        else:
            growth = LARGEST_PAYLOAD * LARGEST_PAYLOAD // self._congestion_window
            self._congestion_window += max(1, growth)
        self._congestion_window = min(self._congestion_window, RECEIVE_BUFFER_BYTES)
        if self._una < self._next:
            self._arm()
        else:
            self._disarm()
        self._user.acknowledged()

    def _on_repeat(self, segment: Segment, window: int) -> None:
        """Handle a duplicate acknowledgement: a segment was lost."""
        if segment.payload or segment.flags & Flag.FIN or window != self._peer_window:
            return
        self._duplicates += 1
        if self._recovery is None and self._duplicates == _DUPLICATES:
            in_flight = self._next - self._una
            self._threshold = max(in_flight // 2, 2 * LARGEST_PAYLOAD)
            self._congestion_window = self._threshold
            self._recovery = self._sent
            self._repeat_first()

    def _on_data(self, segment: Segment) -> None:
        sequence = _near(segment.sequence, self._expected)
        if segment.flags & Flag.FIN:
            self._peer_fin = sequence + len(segment.payload)
        in_order = sequence == self._expected
        if segment.payload:
            self._take(sequence, segment.payload)
        if self._peer_fin == self._expected and not self._peer_finished:
            self._expected += 1
            self._peer_finished = True
            self._acknowledge()
            self._user.finished()
            if self._fin is not None and self._una > self._fin:
                self._end(orderly=True)
        elif segment.payload and in_order and not self._ahead:
            self._acknowledge_soon()
        elif segment.payload or segment.flags & Flag.FIN or sequence < self._expected:
            self._acknowledge()

    def _take(self, sequence: int, payload: bytes) -> None:
        """Deliver data in order, keep data that is ahead, drop duplicates."""
        if sequence > self._expected:
            if sequence + len(payload) <= self._expected + RECEIVE_BUFFER_BYTES:
                self._ahead[sequence] = payload
            return
        fresh = payload[self._expected - sequence :]
        while fresh:
            self._expected += len(fresh)
            self._user.received(fresh)
            fresh = self._ahead.pop(self._expected, b"")
        if self._ahead:
            self._ahead = {at: held for at, held in self._ahead.items() if at > self._expected}

    @property
    def _end_of_data(self) -> int:
        return self._buffer_start + len(self._buffer)

    def _transmit(self) -> None:
        """Send what the windows allow.

        The peer's window is never filled completely, which a capture would flag as window full.
        """
        if self._state is not _State.ESTABLISHED:
            return
        limit = self._una + min(self._congestion_window, self._peer_window - 1)
        end = self._end_of_data
        while self._next < end:
            size = min(LARGEST_PAYLOAD, end - self._next, limit - self._next)
            if size <= 0 or (size < min(LARGEST_PAYLOAD, end - self._next) and self._busy):
                break
            self._send_data(size)
        if self._finishing and self._next == end and self._fin is None:
            self._fin = end
            self._next = end + 1
            self._sent = self._next
            self._emit(Flag.FIN | Flag.ACK, end)
        if self._una < self._end_of_data + (self._fin is not None) and self._due_s is None:
            self._arm()

    @property
    def _busy(self) -> bool:
        return self._next > self._una

    def _send_data(self, size: int) -> None:
        start = self._next - self._buffer_start
        payload = bytes(self._buffer[start : start + size])
        pushed = Flag.PSH if self._next + size == self._end_of_data else 0
        if self._timed is None and self._next == self._sent:
            self._timed = self._next + size, moment.now_s()
        sequence = self._next
        self._next += size
        self._sent = max(self._sent, self._next)
        if self._fin == self._next:
            # The data before a FIN is retransmitted, and so is the FIN.
            self._next += 1
            pushed |= Flag.FIN
        self._emit(Flag.ACK | pushed, sequence, payload)

    def _repeat_first(self) -> None:
        """Retransmit the oldest unacknowledged segment."""
        self._timed = None
        here, self._next = self._next, self._una
        if self._una < self._end_of_data:
            self._send_data(min(LARGEST_PAYLOAD, self._end_of_data - self._una))
        elif self._fin is not None:
            self._emit(Flag.FIN | Flag.ACK, self._fin)
        self._next = here
        self._arm()

    def _measure(self, acknowledged: int) -> None:
        """Update the RTT estimate from a segment that was sent once (RFC 6298, 2)."""
        if self._timed is None or acknowledged < self._timed[0]:
            return
        trip_s = moment.now_s() - self._timed[1]
        self._timed = None
        if self._smoothed_s is None:
            self._smoothed_s, self._variation_s = trip_s, trip_s / 2
        else:
            self._variation_s += (abs(self._smoothed_s - trip_s) - self._variation_s) / 4
            self._smoothed_s += (trip_s - self._smoothed_s) / 8
        timeout_s = self._smoothed_s + 4 * self._variation_s
        self._timeout_s = min(max(timeout_s, _SHORTEST_TIMEOUT_S), _LONGEST_TIMEOUT_S)

    def _arm(self) -> None:
        self._due_s = asyncio.get_running_loop().time() + self._timeout_s
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(self._due_s, self._on_timer)

    def _disarm(self) -> None:
        # The timer is left to expire once: restarting it for each segment costs more.
        self._due_s = None

    def _on_timer(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        if self._due_s is None or self._state is _State.CLOSED:
            return
        if self._due_s > loop.time():
            self._timer = loop.call_at(self._due_s, self._on_timer)
            return
        if loop.time() - self._due_s > _OVERSLEPT_S and self._overslept_at != self._una:
            # The program and the peer were held up: the answer may be on its way. Wait once more.
            self._overslept_at = self._una
            self._arm()
            return
        self._attempts += 1
        if self._attempts > _ATTEMPTS:
            self.abort()
            return
        self._timeout_s = min(2 * self._timeout_s, _LONGEST_TIMEOUT_S)
        self._repeat()
        self._arm()

    def _repeat(self) -> None:
        """Retransmit after a timeout: the handshake, a zero-window probe, or data."""
        self._timed = None
        match self._state:
            case _State.SYN_SENT:
                self._emit(Flag.SYN, self._una)
            case _State.SYN_RECEIVED:
                self._emit(Flag.SYN | Flag.ACK, self._una)
            case _State.ESTABLISHED if self._una == self._next:
                if self._next < self._end_of_data:
                    self._send_data(1)
            case _State.ESTABLISHED:
                self._threshold = max((self._next - self._una) // 2, 2 * LARGEST_PAYLOAD)
                self._congestion_window = LARGEST_PAYLOAD
                self._recovery = None
                self._duplicates = 0
                self._next = self._una
                if self._una < self._end_of_data:
                    self._send_data(min(LARGEST_PAYLOAD, self._end_of_data - self._una))
                else:
                    self._next = self._sent
                    self._emit(Flag.FIN | Flag.ACK, self._una)

    def _acknowledge_soon(self) -> None:
        """Acknowledge every second segment, and a single one after a delay (RFC 5681, 4.2)."""
        self._unacknowledged += 1
        if self._unacknowledged >= 2:
            self._acknowledge()
        elif self._ack_timer is None:
            loop = asyncio.get_running_loop()
            self._ack_timer = loop.call_later(_DELAYED_ACK_S, self._on_ack_timer)

    def _on_ack_timer(self) -> None:
        self._ack_timer = None
        if self._unacknowledged and self._state is _State.ESTABLISHED:
            self._acknowledge()

    def _acknowledge(self) -> None:
        self._emit(Flag.ACK, self._sent)

    def _emit(self, flags: int, sequence: int, payload: bytes = b"") -> None:
        window = min(self._user.room(), RECEIVE_BUFFER_BYTES)
        if flags & Flag.SYN:
            shown = min(window, 0xFFFF)
        else:
            # An announced right window edge is never moved back (RFC 9293, 3.8.6).
            right = max(self._expected + window, self._advertised)
            self._advertised = right
            shown = min((right - self._expected) >> WINDOW_SCALE, 0xFFFF)
        if flags & Flag.ACK:
            self._unacknowledged = 0
        acknowledgement = self._expected if flags & Flag.ACK else 0
        self._send(Segment(*self._ports, sequence, acknowledgement, flags, shown, payload))

    def _end(self, *, orderly: bool) -> None:
        if self._state is _State.CLOSED:
            return
        self._state = _State.CLOSED
        self._disarm()
        if self._timer is not None:
            self._timer.cancel()
        if self._ack_timer is not None:
            self._ack_timer.cancel()
        self._buffer.clear()
        self._ahead.clear()
        self._orderly = orderly
        self._user.closed(orderly=orderly)
        asyncio.get_running_loop().call_later(_LINGER_S, self._forget)


def _near(wire: int, known: int) -> int:
    """Return the integer with these 32 low bits that is nearest to a known one."""
    return known + ((wire - known + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
