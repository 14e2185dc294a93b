"""Standard streams and message sending without ZMQ, by ipykernel's own rules.

ipykernel publishes from a thread, so that a busy cell's output still flows and an interrupt never
cuts a message in two. `FramePublisher` is that thread; what it publishes are frames.
"""

# ipykernel's methods carry no types.
# mypy: allow-untyped-calls

import fcntl
import itertools
import json
import os
import select
import socket
import struct
import termios
import threading
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from typing import Any

from ipykernel.iostream import PIPE_BUFFER_SIZE, BackgroundSocket, IOPubThread, OutStream
from jupyter_client.session import DELIM

from autograder.inside.frames import Frames

_FROM_CHILD_BYTES = 64 * 1024
EXIT_UNHEARD = 69
_NOTHING = bytes(struct.calcsize("i"))
_HEADER: Any = OutStream.parent_header
_PART = struct.Struct(">IIII")  # sender's pid, number of its message, part, parts


def message_frame(parts: list[Any]) -> bytes:
    """Return the frame of a message that `jupyter_client.session.Session` has serialised.

    The JSON that the session wrote is kept byte for byte. ``cell`` is the number of the cell that
    the message belongs to, -1 for one that belongs to none.
    """
    start = parts.index(DELIM) + 2
    header, parent, metadata, content = (bytes(part) for part in parts[start : start + 4])
    cell = json.loads(parent).get("msg_id", "")
    buffers = [b64encode(part).decode() for part in parts[start + 4 :]]
    return b'{"kind":"message","cell":%d,"msg_type":%s,"content":%s,"metadata":%s,"buffers":%s}' % (
        int(cell) if cell.isdecimal() else -1,
        json.dumps(json.loads(header)["msg_type"]).encode(),
        content,
        metadata,
        json.dumps(buffers).encode(),
    )


class FramePublisher(IOPubThread):
    """Publishes messages as frames from a thread of its own; also what forked children publish.

    It reads the pipes that stand in for descriptors 1 and 2 as well, each for its stream.
    """

    def __init__(self, frames: Frames) -> None:
        # IOPubThread's own constructor opens ZMQ sockets; nothing it sets up is needed here.
        self.background_socket = BackgroundSocket(self)
        self.io_loop: Any = self
        self.socket = frames
        self._master_pid = os.getpid()
        self._frames = frames
        self._requests: deque[Callable[[], object]] = deque()
        self._waiting: deque[bytes] = deque()
        self._in_order = threading.Lock()
        self._awake = self._busy = False
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._timers: dict[Callable[[], object], float] = {}
        self._from_children, self._in_children = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_DGRAM
        )
        self._child_messages = itertools.count()
        self._parts: dict[tuple[int, int], list[bytes]] = {}
        self._readers: dict[int, Callable[[], object]] = {
            self._from_children.fileno(): self._read_child
        }
        self._poll = select.poll()
        self._poll.register(self._wake, select.POLLIN)
        self._poll.register(self._from_children, select.POLLIN)
        self.thread = threading.Thread(target=self._run, name="IOPub", daemon=True)
        self.thread.start()

    def schedule(self, f: Callable[[], object]) -> None:
        """Call `f` in the thread; at once in a forked child, which has no such thread."""
        if not self.thread.is_alive():
            f()
            return
        self._requests.append(f)
        if not self._awake:
            self._awake = True
            os.eventfd_write(self._wake, 1)

    def call_later(self, delay_s: float, f: Callable[[], object]) -> None:
        """Call `f` in `delay_s` seconds, and no earlier; only from within the thread.

        ipykernel lets the timer of a flush run on when the flush was made by hand, and so cuts the
        next output in two, now and then. Here the last timer of a stream is its only one.
        """
        self._timers[f] = time.monotonic() + delay_s

    def send_multipart(self, msg: list[Any], *args: object, **kwargs: object) -> None:
        """Publish a serialised message, in the order of the calls."""
        self.schedule(lambda: self._publish(msg))

    def watch(self, descriptor: int, read: Callable[[], object]) -> None:
        """Call `read` in the thread whenever there is something at a pipe's reading end."""
        self._readers[descriptor] = read
        self._poll.register(descriptor, select.POLLIN)

    def unwatch(self, descriptor: int) -> None:
        """Stop watching a pipe."""
        self._wait_for(lambda: self._forget(descriptor))

    def settle(self) -> None:
        """Wait until all that forked children have sent has been taken in."""
        if select.select([self._from_children], [], [], 0)[0]:
            self._wait_for(self._read_children)

    def send(self, body: bytes) -> None:
        """Send a frame after all that was published before it."""
        self.schedule(lambda: self._frames.send_encoded(body))

    def send_between_cells(self, body: bytes) -> None:
        """Send a frame as `send` does, without a change of threads if the publisher is idle.

        Then the caller sends: so only where no interrupt can cut the frame in two.
        """
        if self._awake or self._busy:
            self.send(body)
            return
        self._send_what_waits(body)

    def send_later(self, body: bytes) -> None:
        """Send a frame as `send` does, but no sooner than something else is to be sent."""
        self._waiting.append(body)

    def _send_what_waits(self, *last: bytes) -> None:
        with self._in_order:
            waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if waiting or last:
                # At once: each sending wakes the grader up.
                self._frames.send_encoded(*waiting, *last)

    def _wait_for(self, f: Callable[[], object]) -> None:
        done = threading.Event()

        def call() -> None:
            try:
                f()
            finally:
                done.set()

        self.schedule(call)
        done.wait()

    def _publish(self, msg: list[Any]) -> None:
        body = message_frame(msg)
        if os.getpid() == self._master_pid:
            self._frames.send_encoded(body)
            return
        number = next(self._child_messages)
        count = -(-len(body) // _FROM_CHILD_BYTES)
        for part in range(count):
            chunk = body[part * _FROM_CHILD_BYTES : (part + 1) * _FROM_CHILD_BYTES]
            self._in_children.send(_PART.pack(os.getpid(), number, part, count) + chunk)

    def _run(self) -> None:
        try:
            while True:
                self._turn()
        finally:
            # The grader is gone, or the notebook closed something of ours. A thread that waits for
            # this one would wait for ever.
            os._exit(EXIT_UNHEARD)

    def _turn(self) -> None:
        events = self._poll.poll(self._until_timer_ms())
        self._busy = True
        for descriptor, event in events:
            if not event & select.POLLIN:
                self._forget(descriptor)
            elif descriptor == self._wake:
                # In this order: a request that sees itself announced is still to be taken.
                os.eventfd_read(self._wake)
                self._awake = False
            else:
                self._readers[descriptor]()
        self._send_what_waits()
        # As ipykernel does: what requests add waits for the next turn.
        for _ in range(len(self._requests)):
            self._requests.popleft()()
        now = time.monotonic()
        for f in [f for f, due in self._timers.items() if due <= now]:
            del self._timers[f]
            f()
        self._busy = False

    def _forget(self, descriptor: int) -> None:
        if self._readers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def _until_timer_ms(self) -> float | None:
        if not self._timers:
            return None
        return max(0.0, min(self._timers.values()) - time.monotonic()) * 1000 + 1

    def _read_children(self) -> None:
        while select.select([self._from_children], [], [], 0)[0]:
            self._read_child()

    def _read_child(self) -> None:
        datagram = self._from_children.recv(_PART.size + _FROM_CHILD_BYTES)
        pid, number, part, count = _PART.unpack_from(datagram)
        parts = self._parts.setdefault((pid, number), [])
        parts.append(datagram[_PART.size :])
        if part == count - 1:
            self._frames.send_encoded(b"".join(self._parts.pop((pid, number))))


class FrameStream(OutStream):
    """``sys.stdout`` or ``sys.stderr`` of a cell: ipykernel's buffering, published as frames.

    What C code and other programs write to the descriptor comes through a pipe. ipykernel reads it
    in a thread that is, nearly always, faster than the cell's next output; here it is read before
    that output, so that the usual order is the order.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._fid: int
        self._piped = threading.RLock()
        self._taking = False
        super().__init__(*args, **kwargs, watchfd="force")
        os.register_at_fork(after_in_child=self._renew_locks)

    def _renew_locks(self) -> None:
        """A fork may have come while another thread had a lock, which nobody would ever free."""
        self._piped = threading.RLock()
        self._buffer_lock = threading.RLock()

    def _setup_stream_redirects(self, name: str) -> None:
        descriptor = 1 if name == "stdout" else 2
        # Where ipykernel would echo to the server's terminal there is nothing here.
        self._original_stdstream_fd = descriptor
        self._original_stdstream_copy = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        self._fid, writing = os.pipe()
        os.dup2(writing, descriptor)
        os.close(writing)
        self.pub_thread.watch(self._fid, self._take_piped)

    @property
    def parent_header(self) -> Any:
        """What this output belongs to; ipykernel's `write` asks for it first of all.

        So this is where the pipe is read: `write` itself is seen in tracebacks and stays as it is.
        """
        self._take_piped()
        return _HEADER.fget(self)

    @parent_header.setter
    def parent_header(self, value: Any) -> None:
        _HEADER.fset(self, value)

    def flush(self) -> None:
        """Publish what is written; returns when it is on its way, as ipykernel's does."""
        self._take_piped()
        with self._buffer_lock:
            empty = not self._buffers
        if not empty:
            super().flush()

    def close(self) -> None:
        """Close the stream; its descriptor leads nowhere then."""
        self._should_watch = False
        self.pub_thread.unwatch(self._fid)
        os.dup2(self._original_stdstream_copy, self._original_stdstream_fd)
        super().close()

    def _take_piped(self) -> None:
        if not self._is_master_process():
            return
        # A thread that comes while another is writing waits: its output is the later one.
        with self._piped:
            if self._taking:
                return
            self._taking = True
            try:
                while self._should_watch and self._has_arrived():
                    piped = os.read(self._fid, PIPE_BUFFER_SIZE)
                    self.write(piped.decode(errors="replace"))
            finally:
                self._taking = False

    def _has_arrived(self) -> bool:
        return fcntl.ioctl(self._fid, termios.FIONREAD, _NOTHING) != _NOTHING
