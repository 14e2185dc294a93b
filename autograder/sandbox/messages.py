"""Short JSON messages with file descriptors between the grader and the processes of its sandbox.

Both ends are ours: no learner's code holds such a socket. One message is one datagram of a
``SOCK_SEQPACKET`` pair, so nothing needs to be put together again.
"""

import array
import json
import socket
from typing import Any

MAX_MESSAGE_BYTES = 128 * 1024
MAX_DESCRIPTORS = 8

Message = dict[str, Any]


def message_pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a new connection."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * MAX_MESSAGE_BYTES)
    return ends


def send_message(sock: socket.socket, message: Message, descriptors: tuple[int, ...] = ()) -> None:
    """Send one message.

    Raises:
        ValueError: it is too long.
        OSError: the other end is gone.
    """
    data = json.dumps(message).encode()
    if len(data) > MAX_MESSAGE_BYTES:
        raise ValueError(f"A message of {len(data)} bytes is too long.")
    rights = []
    if descriptors:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    sock.sendmsg([data], rights)


def receive_message(sock: socket.socket) -> tuple[Message, list[int]] | None:
    """Return the next message and its descriptors (ours to close); `None` at the end.

    Raises:
        TimeoutError: the socket's time limit passed.
    """
    size = array.array("i").itemsize
    room = socket.CMSG_SPACE(MAX_DESCRIPTORS * size)
    data, ancillary, _, _ = sock.recvmsg(MAX_MESSAGE_BYTES, room, socket.MSG_CMSG_CLOEXEC)
    descriptors = array.array("i")
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(payload[: len(payload) - len(payload) % size])
    if not data:
        return None
    return json.loads(data), list(descriptors)
