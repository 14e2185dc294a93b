"""SCTP for real networks: Debian's libusrsctp, used without threads or sockets of its own.

The library is given each packet that arrives and hands out each packet to send (its AF_CONN mode),
so whatever carries the packets is ours, and asyncio drives the timers. It does what the emulated
N2's `sctp` leaves out: retransmission, reordering, heartbeats and shutdown (RFC 9260).
"""

import asyncio
import ctypes
import errno
import os
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import cast

from campus5g.errors import CampusError
from campus5g.language import t

LIBRARY = "libusrsctp.so.2"
PACKAGE = "libusrsctp2"

_TICK_S = 0.01
_CLOSING_LIMIT_S = 2.0
_LONGEST_MESSAGE = 1 << 16

_AF_CONN, _SOCK_STREAM = 123, 1
_WAITING_ASSOCIATIONS = 16
_IPPROTO_SCTP = 132
_INITMSG, _NODELAY, _RECVRCVINFO = 0x03, 0x04, 0x1F
_SHUT_WR = 1
_READABLE, _WRITABLE, _FAILED = 1, 2, 4
_SNDINFO = 1
_END_OF_RECORD, _NOTIFICATION = 0x80, 0x2000
_STREAMS = 10

_Output = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_size_t,
    ctypes.c_uint8,
    ctypes.c_uint8,
)


class _Address(ctypes.Structure):
    """`struct sockaddr_conn`: a path, by the number that it was registered with."""

    _fields_ = (
        ("family", ctypes.c_uint16),
        ("port", ctypes.c_uint16.__ctype_be__),
        ("path", ctypes.c_void_p),
    )


class _SendInfo(ctypes.Structure):
    """`struct sctp_sndinfo`."""

    _fields_ = (
        ("stream", ctypes.c_uint16),
        ("flags", ctypes.c_uint16),
        ("protocol", ctypes.c_uint32.__ctype_be__),
        ("context", ctypes.c_uint32),
        ("association", ctypes.c_uint32),
    )


class _ReceiveInfo(ctypes.Structure):
    """`struct sctp_rcvinfo`."""

    _fields_ = (
        ("stream", ctypes.c_uint16),
        ("number", ctypes.c_uint16),
        ("flags", ctypes.c_uint16),
        ("protocol", ctypes.c_uint32.__ctype_be__),
        ("tsn", ctypes.c_uint32),
        ("cumulative_tsn", ctypes.c_uint32),
        ("context", ctypes.c_uint32),
        ("association", ctypes.c_uint32),
    )


class _Init(ctypes.Structure):
    """`struct sctp_initmsg`."""

    _fields_ = tuple(
        (name, ctypes.c_uint16) for name in ("out_streams", "in_streams", "attempts", "timeout_ms")
    )


class _Functions:
    """The library's functions that are used here, with their types (`usrsctp.h`).

    Raises:
        CampusError: the library is not installed.
    """

    def __init__(self) -> None:
        try:
            library = ctypes.CDLL(LIBRARY, use_errno=True)
        except OSError as error:
            raise CampusError(
                t(
                    fr=f"La bibliothèque SCTP {LIBRARY} n’est pas installée.",
                    en=f"The SCTP library {LIBRARY} is not installed.",
                ),
                t(
                    fr=f"Installez-la : sudo apt-get install {PACKAGE}",
                    en=f"Install it: sudo apt-get install {PACKAGE}",
                ),
            ) from error
        pointer, number, size = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t
        length = ctypes.c_uint32

        def declare(name: str, result: type | None, *arguments: type) -> Callable[..., int]:
            function = getattr(library, f"usrsctp_{name}")
            function.restype, function.argtypes = result, arguments
            return cast(Callable[..., int], function)

        self.init = declare("init_nothreads", None, ctypes.c_uint16, _Output, pointer)
        self.register = declare("register_address", None, pointer)
        self.deregister = declare("deregister_address", None, pointer)
        self.conninput = declare("conninput", None, pointer, ctypes.c_char_p, size, ctypes.c_uint8)
        self.handle_timers = declare("handle_timers", None, length)
        self.socket = declare(
            "socket", pointer, number, number, number, pointer, pointer, length, pointer
        )
        self.set_non_blocking = declare("set_non_blocking", number, pointer, number)
        self.setsockopt = declare("setsockopt", number, pointer, number, number, pointer, length)
        self.bind = declare("bind", number, pointer, pointer, length)
        self.listen = declare("listen", number, pointer, number)
        self.accept = declare("accept", pointer, pointer, pointer, pointer)
        self.connect = declare("connect", number, pointer, pointer, length)
        self.events = declare("get_events", number, pointer)
        self.sendv = declare(
            "sendv",
            ctypes.c_ssize_t,
            *(pointer, ctypes.c_char_p, size, pointer, number),
            *(pointer, length, ctypes.c_uint, number),
        )
        self.recvv = declare(
            "recvv",
            ctypes.c_ssize_t,
            *(pointer, pointer, size, pointer, pointer, pointer, pointer, pointer, pointer),
        )
        self.shutdown = declare("shutdown", number, pointer, number)
        self.close = declare("close", None, pointer)
        self.disable_asconf = declare("sysctl_set_sctp_asconf_enable", number, length)
        self.disable_ecn = declare("sysctl_set_sctp_ecn_enable", number, length)


class Association:
    """One end of an association.

    Args:
        stack: the library.
        handle: its socket.
        path: the path to its peer.
    """

    def __init__(self, stack: "Stack", handle: int, path: int) -> None:
        self.path = path
        self.established = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when it is shut down, aborted or lost."""
        self.problem = ""
        """Why it ended, if its peer did not shut it down."""
        self.deliver: Callable[[int, bytes], None] = lambda *_: None
        """Called with each message that arrives, and its stream."""
        self.closed: Callable[[], None] = lambda: None
        """Called once, when it has ended."""
        self._stack = stack
        self._functions = stack.functions
        self._handle = handle
        self._waiting: deque[tuple[int, int, bytes]] = deque()
        self._parts = bytearray()
        self._buffer = ctypes.create_string_buffer(_LONGEST_MESSAGE)

    def send(self, stream: int, protocol: int, data: bytes) -> None:
        """Send a message on a stream; drop it if the association has ended.

        Args:
            stream: the stream.
            protocol: the payload protocol identifier (RFC 9260, 3.3.1).
            data: the message.
        """
        if not self.ended.is_set():
            self._waiting.append((stream, protocol, data))
            self._flush()

    async def close(self) -> None:
        """Shut the association down (9.2); abort it when its peer does not answer."""
        if not self.ended.is_set():
            self._functions.shutdown(self._handle, _SHUT_WR)
            try:
                async with asyncio.timeout(_CLOSING_LIMIT_S):
                    await self.ended.wait()
            except TimeoutError:
                self._end()

    def serve(self) -> None:
        """Take what has arrived, and send what waits."""
        events = self._functions.events(self._handle)
        if events & _WRITABLE and not events & _FAILED:
            self.established.set()
        while not self.ended.is_set() and self._functions.events(self._handle) & (
            _READABLE | _FAILED
        ):
            if not self._take():
                break
        self._flush()

    def _flush(self) -> None:
        """Send what waits, as far as the library takes it."""
        while self._waiting and self.established.is_set() and not self.ended.is_set():
            if not self._send(*self._waiting[0]):
                return
            self._waiting.popleft()

    def _take(self) -> bool:
        """Take one message or a part of one; return whether there was one."""
        info, kind, flags = _ReceiveInfo(), ctypes.c_uint(), ctypes.c_int()
        length = ctypes.c_uint32(ctypes.sizeof(info))
        ctypes.set_errno(0)
        got = self._functions.recvv(
            self._handle,
            ctypes.addressof(self._buffer),
            _LONGEST_MESSAGE,
            None,
            None,
            *(ctypes.addressof(each) for each in (info, length, kind, flags)),
        )
        if got > 0:
            if not flags.value & _NOTIFICATION:
                self._parts += ctypes.string_at(self._buffer, got)
                if flags.value & _END_OF_RECORD:
                    message, self._parts = bytes(self._parts), bytearray()
                    self.deliver(info.stream, message)
            return True
        code = ctypes.get_errno()
        if got < 0 and code in (errno.EWOULDBLOCK, errno.EINTR):
            return False
        self._end(os.strerror(code) if got < 0 else "")
        return False

    def _send(self, stream: int, protocol: int, data: bytes) -> bool:
        info = _SendInfo(stream=stream, protocol=protocol)
        sent = self._functions.sendv(
            self._handle,
            *(data, len(data), None, 0),
            *(ctypes.addressof(info), ctypes.sizeof(info), _SNDINFO, 0),
        )
        code = ctypes.get_errno()
        if sent < 0 and code not in (errno.EWOULDBLOCK, errno.EINTR):
            self._end(os.strerror(code))
        return sent >= 0

    def _end(self, problem: str = "") -> None:
        self.problem = problem
        self._waiting.clear()
        self._functions.close(self._handle)
        self._stack.forget(self)
        self.established.clear()
        self.ended.set()
        self.closed()


class Stack:
    """The library, with the paths on which packets arrive and the associations over them.

    A process has one, as the library keeps its state in global variables: see `stack`.

    Raises:
        CampusError: the library is not installed.
    """

    def __init__(self) -> None:
        self.functions = _Functions()
        self._output = _Output(self._send)  # kept: the library calls it
        self._paths: dict[int, Callable[[bytes], None]] = {}
        self._numbers = count(1)
        self._associations: list[Association] = []
        self._listener: int | None = None
        self._accepted: Callable[[Association], None] = lambda _: None
        self.functions.init(0, self._output, None)
        # One path for each association: nothing to reconfigure, and no header to mark.
        self.functions.disable_asconf(0)
        self.functions.disable_ecn(0)

    async def run(self) -> None:
        """Drive the timers until cancelled."""
        before_ms = _now_ms()
        while True:
            await asyncio.sleep(_TICK_S)
            now_ms = _now_ms()
            self.functions.handle_timers(now_ms - before_ms)
            before_ms = now_ms
            self._serve()

    def open_path(self, send: Callable[[bytes], None]) -> int:
        """Add a path to a peer; `send` is called with each packet for it. Return its number."""
        path = next(self._numbers)
        self._paths[path] = send
        self.functions.register(path)
        return path

    def close_path(self, path: int) -> None:
        """Remove a path without associations."""
        self.functions.deregister(path)
        del self._paths[path]

    def receive(self, path: int, packet: bytes) -> None:
        """Handle a packet that arrived on a path; malformed ones are dropped (RFC 9260, 6.8)."""
        self.functions.conninput(path, packet, len(packet), 0)
        self._serve()

    def connect(self, path: int, port: int) -> Association:
        """Start an association; `established` or `ended` is set when the outcome is known."""
        handle = self._socket()
        association = Association(self, handle, path)
        self._associations.append(association)
        self._checked(self.functions.bind, handle, *_given(path, 0))
        ctypes.set_errno(0)
        if self.functions.connect(handle, *_given(path, port)) < 0:
            code = ctypes.get_errno()
            if code != errno.EINPROGRESS:
                raise OSError(code, os.strerror(code))
        return association

    def listen(self, port: int, accepted: Callable[[Association], None]) -> None:
        """Accept associations at a port, on every path, until `stop_listening`."""
        self._listener = self._socket()
        self._accepted = accepted
        self._checked(self.functions.bind, self._listener, *_given(None, port))
        self._checked(self.functions.listen, self._listener, _WAITING_ASSOCIATIONS)

    def stop_listening(self) -> None:
        """Accept no more associations."""
        if self._listener is not None:
            self.functions.close(self._listener)
            self._listener = None

    def serves(self, path: int) -> bool:
        """Return whether a path has an association."""
        return any(association.path == path for association in self._associations)

    def forget(self, association: Association) -> None:
        """Remove an association that has ended."""
        self._associations.remove(association)

    def _serve(self) -> None:
        while self._listener is not None and self.functions.events(self._listener) & _READABLE:
            address, length = _Address(), ctypes.c_uint32(ctypes.sizeof(_Address))
            handle = self.functions.accept(
                self._listener, ctypes.addressof(address), ctypes.addressof(length)
            )
            if not handle:
                break
            association = Association(self, handle, address.path)
            self._associations.append(association)
            self._accepted(association)
        for association in list(self._associations):
            association.serve()

    def _send(self, path: int, packet: int, length: int, _tos: int, _whole: int) -> int:
        send = self._paths.get(path)
        if send is not None:
            send(ctypes.string_at(packet, length))
        return 0

    def _socket(self) -> int:
        handle = self.functions.socket(_AF_CONN, _SOCK_STREAM, _IPPROTO_SCTP, None, None, 0, None)
        if not handle:
            raise OSError(ctypes.get_errno(), "usrsctp_socket")
        self.functions.set_non_blocking(handle, 1)
        for option, value in (
            (_INITMSG, _Init(out_streams=_STREAMS, in_streams=_STREAMS)),
            (_NODELAY, ctypes.c_int(1)),
            (_RECVRCVINFO, ctypes.c_int(1)),
        ):
            given = handle, _IPPROTO_SCTP, option, ctypes.addressof(value), ctypes.sizeof(value)
            self._checked(self.functions.setsockopt, *given)
        return handle

    def _checked(self, function: Callable[..., int], *arguments: object) -> None:
        if function(*arguments) < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))


@cache
def stack() -> Stack:
    """Return this process's SCTP.

    Raises:
        CampusError: the library is not installed.
    """
    return Stack()


def _given(path: int | None, port: int) -> tuple[ctypes.Array[ctypes.c_char], int]:
    """Return an address and its length, as arguments of the library's functions."""
    address = _Address(_AF_CONN, port, path)
    data = bytes(address)
    return ctypes.create_string_buffer(data, len(data)), len(data)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
