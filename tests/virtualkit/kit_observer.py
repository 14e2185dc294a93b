"""What a person at the bench has: taps to record, modems to type at, tshark to read with."""

import socket
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from campus5g.inventory import Inventory

WITHIN_S = 60
CHECKSUMS = (
    *("-o", "sctp.checksum:CRC 32c"),
    *("-o", "ip.check_checksum:TRUE"),
    *("-o", "udp.check_checksum:TRUE"),
)
READABLE_NAS = ("-o", "nas-5gs.null_decipher:TRUE")
STREAM_START_BYTES = 28 + 36
REPORT_ANSWERED = struct.pack("!HHH", 5008, 5008, 12)
"""The UDP header of the site's answer to a badge reader's report; the next is a minute away."""


class Recording:
    """A live recording of some capture points of a kit."""

    def __init__(self, inventory: Inventory, points: Iterable[str]) -> None:
        self._readers = {}
        for point in points:
            address = inventory.capture[point]
            reader = socket.create_connection((address.host, address.port), timeout=WITHIN_S)
            start = reader.recv(STREAM_START_BYTES, socket.MSG_WAITALL)
            self._readers[point] = reader, bytearray(start)

    def wait_for(self, point: str, octets: bytes, *, count: int = 1) -> None:
        """Record until these octets have come so often."""
        reader, recorded = self._readers[point]
        while recorded.count(octets) < count:
            data = reader.recv(1 << 16)
            assert data, "the capture point hung up"
            recorded += data

    def finish(self, folder: Path) -> Path:
        """Stop, and return one file with all that the kit has sent so far."""
        parts = []
        for point, (reader, recorded) in self._readers.items():
            # The kit hangs up in return, once everything has been sent.
            reader.shutdown(socket.SHUT_WR)
            while data := reader.recv(1 << 20):
                recorded += data
            reader.close()
            parts.append(folder / f"{point}.pcapng")
            parts[-1].write_bytes(recorded)
        whole = folder / "recording.pcapng"
        subprocess.run(["mergecap", "-w", whole, *parts], check=True)
        return whole


class Terminal:
    """A terminal at a UE's modem."""

    def __init__(self, inventory: Inventory, ue: str) -> None:
        address = urlsplit(inventory.ues[ue].modem)
        assert address.hostname is not None
        assert address.port is not None
        self._socket = socket.create_connection((address.hostname, address.port), timeout=WITHIN_S)
        self._lines = self._socket.makefile("rb")

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._socket.close()

    def type(self, command: str) -> list[str]:
        """Type a command and return its answer, final code included."""
        self.send(command)
        answer = []
        while True:
            line = self.read_line()
            answer.append(line)
            if line in ("OK", "ERROR") or line.startswith("+CME ERROR"):
                return answer

    def send(self, command: str) -> None:
        """Type a command and do not wait for its answer."""
        self._socket.sendall(f"{command}\r".encode())

    def read_line(self) -> str:
        """Return the next line that is not empty."""
        while True:
            line = self._lines.readline()
            assert line, "the modem hung up"
            if text := line.decode().strip():
                return text

    def wait_for_hang_up(self) -> None:
        """Read until the modem closes the connection."""
        while self._lines.readline():
            pass

    def wait_for(self, report: str) -> str:
        """Return the next line that starts so."""
        while not (line := self.read_line()).startswith(report):
            pass
        return line

    def restart(self) -> str:
        """Switch the radio off and on, and return the final registration report."""
        self.type("ATE0")
        self.type("AT+C5GREG=2")
        self.type("AT+CFUN=0")
        self.type("AT+CFUN=1")
        while (report := self.wait_for("+C5GREG:")) == "+C5GREG: 2":
            pass
        self.type("AT+C5GREG=0")
        return report


def tshark(file: Path, *options: str) -> list[str]:
    """Return what tshark prints about a file, checking every checksum."""
    done = subprocess.run(
        ["tshark", "-r", str(file), *CHECKSUMS, *options],
        check=True,
        capture_output=True,
        text=True,
        timeout=WITHIN_S * 3,
    )
    return done.stdout.splitlines()


def fields(file: Path, display_filter: str, *names: str, nas: bool = True) -> list[list[str]]:
    """Return the values of some fields of each frame that passes a filter."""
    options = READABLE_NAS if nas else ()
    wanted = [option for name in names for option in ("-e", name)]
    lines = tshark(file, *options, "-Y", display_filter, "-T", "fields", *wanted)
    return [line.split("\t") for line in lines]


def complaints(file: Path, *, nas: bool = True) -> list[str]:
    """Return every frame that tshark finds malformed or wrong in any way."""
    options = READABLE_NAS if nas else ()
    wrong = " || ".join(
        [
            "_ws.malformed",
            "_ws.expert.severity >= 4194304",
            *(f"{name}.checksum.status == 0" for name in ("sctp", "ip", "udp", "icmp")),
        ]
    )
    return tshark(file, *options, "-Y", wrong)
