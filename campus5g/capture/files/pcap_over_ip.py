"""A live capture served as pcap-over-IP: a TCP connection that carries pcap or pcapng."""

import re
import socket
import time
from pathlib import Path
from typing import BinaryIO

from campus5g.capture.errors import CaptureError
from campus5g.language import t
from campus5g.pcapng.file_reader import FileReader

CONNECT_S = 5.0
LONGEST_S = 3600.0
_ADDRESS = re.compile(r"(?:tcp://)?(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(\d{1,5})/?", re.ASCII)


def live_address(text: str) -> tuple[str, int] | None:
    """Return host and port of ``host:port`` or ``tcp://host:port``, or None."""
    found = _ADDRESS.fullmatch(text)
    return (found[1].strip("[]"), int(found[2])) if found and int(found[2]) < 65536 else None


def record_live(
    host: str, port: int, file: Path, max_packets: int | None, max_seconds: float | None
) -> None:
    """Write what a capture point sends into a file until a limit, or until it disconnects.

    The file ends after a whole packet.

    Args:
        host: name or address of the capture point.
        port: its TCP port.
        file: where to write.
        max_packets: stop after this many packets.
        max_seconds: stop this many seconds after connecting; an hour at most.

    Raises:
        CaptureError: no answer within 5 s, no capture header, or no limit given.
    """
    if max_packets is None and max_seconds is None:
        raise CaptureError(
            t(
                fr="Une capture en direct a besoin d’une limite.",
                en="A live capture needs a limit.",
            ),
            t(
                fr="Donnez max_packets=… ou max_seconds=….",
                en="Give max_packets=… or max_seconds=….",
            ),
        )
    try:
        connection = socket.create_connection((host, port), CONNECT_S)
    except OSError as error:
        raise _no_answer(host, port, error.strerror or str(error)) from error
    seconds = LONGEST_S if max_seconds is None else min(max_seconds, LONGEST_S)
    deadline = time.monotonic() + seconds
    with connection, file.open("w+b") as written:
        packets = FileReader(_Copying(connection, written, deadline))
        if max_packets is None or max_packets > 0:
            for packet in packets:
                if packet.number == max_packets:
                    break
        if not packets.end:
            raise _no_answer(
                host,
                port,
                t(fr="pas d’en-tête de capture", en="no capture header"),
            )
        written.truncate(packets.end)


class _Copying:
    """A connection that reads like a file and copies what was read, until a deadline."""

    def __init__(self, connection: socket.socket, copy: BinaryIO, deadline: float) -> None:
        self._connection = connection
        self._copy = copy
        self._deadline = deadline

    def read(self, size: int, /) -> bytes:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            return b""
        self._connection.settimeout(left_s)
        try:
            data = self._connection.recv(size)
        except OSError:
            return b""
        self._copy.write(data)
        return data


def _no_answer(host: str, port: int, reason: str) -> CaptureError:
    return CaptureError(
        t(
            fr=f"{host}:{port} n’envoie pas de capture ({reason}).",
            en=f"{host}:{port} does not send a capture ({reason}).",
        ),
        t(
            fr="Vérifiez l’adresse et le port du point de capture.",
            en="Check the address and the port of the capture point.",
        ),
    )
