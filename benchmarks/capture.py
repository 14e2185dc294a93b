"""How fast captures are read, and in how much memory, beside tshark, pyshark and scapy.

``.venv/bin/python benchmarks/capture.py [--json]`` lets two modems of a virtual kit register
again, and repeats that capture of N2 and N4 into files of 2,000 to 200,000 packets: each
repetition comes later, with its own addresses, SCTP associations, MSINs and 5G-GUTIs, so that
no packet is a copy of another. No user traffic dilutes them, but for a file of GTP-U alone.

Like is compared with like, and each line of the output says with what:

- `table` of the packet list with tshark printing the same five columns, and with pyshark reading
  the same five from each packet;
- `messages` with pyshark's whole trees: both carry every field that signalling is read from;
- the command ``campus5g capture summary``, its start and imports included, with a plain pass of
  tshark over the same file (``tshark -r FILE``), its start included;
- the summary of a million packets of GTP-U by tunnels with such a pass over them;
- scapy has no like: it decodes neither NGAP nor NAS.

Each figure is of a process of its own; imports are not counted but for the two commands. tshark's
peak is given as a limit: until it is itself, a child of a large process counts with its parent's
memory. pyshark and scapy read the smaller files only: their speed does not depend on the size.
"""

import argparse
import json
import re
import resource
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (2_000, 4_000, 20_000, 200_000)
LARGEST_FOR_OTHERS = 20_000
COMMAND_SIZE = 2_000
"""Packets of the file that the whole command reads: there, its start weighs most."""
USER_PACKETS = 1_000_000
SMALL = 4_000
RUNS = 3
"""Of the small files; the large ones average themselves. The fastest counts, for all alike."""

_PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262_144, 1)
_IP_AT = 14
_SUCI = re.compile(rb"(\x01\x99\xf9\x07..\x00\x00)(.{5})", re.DOTALL)
"""A null-scheme SUCI of the virtual kit's PLMN 999-70 (TS 24.501, 9.11.3.4), then the MSIN."""
_GUTI = re.compile(rb"(\xf2\x99\xf9\x07...)(.{4})", re.DOTALL)
"""Likewise a 5G-GUTI, then the 5G-TMSI."""
_SCTP = 132


def read_table(file: str) -> int:
    """Count the rows of `Capture.table`."""
    from campus5g.capture import open_capture

    return len(open_capture(file).table())


def read_messages(file: str) -> int:
    """Count the rows of `Capture.messages`."""
    from campus5g.capture import open_capture

    return len(open_capture(file).messages())


def read_procedures(file: str) -> int:
    """Count the rows of `Capture.procedures`."""
    from campus5g.capture import open_capture

    return len(open_capture(file).procedures())


def read_summary(file: str) -> int:
    """Count the packets of `Capture.summary`."""
    from campus5g.capture import open_capture

    return open_capture(file).summary().packets


def read_tshark_list(file: str) -> int:
    """Count the lines in which tshark prints the columns of `Capture.table`."""
    columns = '"Source","%s","Destination","%d","Protocol","%p","Info","%i"'
    arguments = ["tshark", "-r", file, "-n", "-Q", "-o", f"gui.column.format:{columns}"]
    arguments += ["-T", "fields", "-e", "frame.number", "-e", "frame.time_relative"]
    for name in ("Source", "Destination", "Protocol", "Info"):
        arguments += ["-e", f"_ws.col.{name}"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        return sum(1 for _ in run.stdout or ())


def read_pyshark_list(file: str) -> int:
    """Count pyshark's packets, and read those columns from each."""
    import pyshark

    found = 0
    with pyshark.FileCapture(file, keep_packets=False) as packets:
        for packet in packets:
            ends = (packet.ip.src, packet.ip.dst) if "IP" in packet else ("", "")
            found += bool((packet.number, packet.sniff_timestamp, *ends, packet.highest_layer))
    return found


def read_scapy(file: str) -> int:
    """Count the packets that scapy dissects."""
    from campus5g.capture import open_capture

    return sum(1 for _ in open_capture(file).scapy())


def read_pyshark(file: str) -> int:
    """Count pyshark's packets, as its documentation reads them."""
    return _pyshark_packets(file, use_ek=False)


def read_pyshark_ek(file: str) -> int:
    """Count pyshark's packets in its faster mode."""
    return _pyshark_packets(file, use_ek=True)


def _pyshark_packets(file: str, *, use_ek: bool) -> int:
    import pyshark

    with pyshark.FileCapture(file, keep_packets=False, use_ek=use_ek) as packets:
        return sum(1 for _ in packets)


READERS: dict[str, Callable[[str], int]] = {
    "table": read_table,
    "messages": read_messages,
    "procedures": read_procedures,
    "summary": read_summary,
    "tshark, list": read_tshark_list,
    "pyshark, list": read_pyshark_list,
    "scapy": read_scapy,
    "pyshark": read_pyshark,
    "pyshark use_ek": read_pyshark_ek,
}
OTHERS = ("pyshark, list", "scapy", "pyshark", "pyshark use_ek")
LIKE = {
    "table": ("tshark, list", "pyshark, list"),
    "messages": ("pyshark", "pyshark use_ek"),
}
"""Readers that give the same: columns of the packet list, or all fields."""


def measure(reader: str, file: str) -> dict[str, float]:
    """Read a file once in this process and return seconds, result and peaks of memory."""
    import pandas as pd
    import pyshark
    import scapy.all

    import campus5g.capture.analysis.procedures
    import campus5g.capture.messages.signalling

    assert all((pd, pyshark, scapy, campus5g))
    began = time.perf_counter()
    found = READERS[reader](file)
    return {
        "seconds": time.perf_counter() - began,
        "found": found,
        "python_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "tshark_at_most_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def measured(reader: str, file: Path, runs: int) -> dict[str, float]:
    """Return the fastest of several measurements, each in a fresh process."""
    command = [sys.executable, __file__, "--measure", reader, str(file)]
    results = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        for _ in range(runs)
    ]
    fastest: dict[str, float] = min(results, key=lambda result: result["seconds"])
    return fastest


def record_registrations(file: Path) -> None:
    """Capture N2 and N4 while two modems leave, register, and open their sessions."""
    from campus5g.kit import connect
    from campus5g.kit.starting.private import start_private_kit

    with (
        start_private_kit(owner="capture benchmark") as running,
        connect(url=running.url, token=running.token) as kit,
    ):
        with kit.capture("n2", "n4") as live:
            for ue in ("camera", "agv"):
                kit.ue(ue).restart()
        file.write_bytes(live.path.read_bytes())


def repeated(source: Path, file: Path, packets: int) -> None:
    """Write a pcap of this many packets: the source's, repeated with new identities each time."""
    from campus5g.capture.files.survey import open_packets

    with open_packets(source) as records:
        originals = [(record.time_ns or 0, record.data) for record in records]
    period_ns = originals[-1][0] - originals[0][0] + 1_000_000_000
    with file.open("wb") as written:
        written.write(_PCAP_HEADER)
        for number in range(packets):
            turn, place = divmod(number, len(originals))
            time_ns, data = originals[place]
            fresh = readdressed(data, turn)
            seconds, rest = divmod(time_ns + turn * period_ns, 1_000_000_000)
            written.write(struct.pack("<IIII", seconds, rest, len(fresh), len(fresh)) + fresh)


def readdressed(data: bytes, turn: int) -> bytes:
    """Return an IPv4 packet as another network would send it: addresses, subscribers, SCTP tag."""
    network = data[_IP_AT + 12 : _IP_AT + 15]
    packet = data.replace(network, network[:1] + struct.pack("!H", turn))
    packet = _SUCI.sub(lambda found: found[1] + _bcd(f"{turn:08}") + found[2][4:], packet)
    packet = _GUTI.sub(lambda found: found[1] + _plus(found[2], turn << 8), packet)
    if packet[_IP_AT + 9] != _SCTP:
        return packet
    tag = _IP_AT + (packet[_IP_AT] & 0x0F) * 4 + 4
    return packet[:tag] + _plus(packet[tag : tag + 4], turn << 8) + packet[tag + 4 :]


def _bcd(digits: str) -> bytes:
    return bytes(
        int(first) | int(second) << 4
        for first, second in zip(digits[::2], digits[1::2], strict=True)
    )


def _plus(number: bytes, more: int) -> bytes:
    return ((int.from_bytes(number, "big") + more) % (1 << 32)).to_bytes(4, "big")


def user_traffic(file: Path, packets: int) -> None:
    """Write a pcap of GTP-U alone: forty tunnels, in turn, 10,000 packets a second."""
    from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
    from scapy.layers.inet import IP, UDP
    from scapy.layers.l2 import Ether

    gnb, upf, server = "10.53.1.3", "10.53.1.7", "10.53.6.1"
    originals = []
    for number in range(40):
        ue = f"10.45.0.{number // 2 + 2}"
        up = number % 2 == 0
        outer = IP(src=gnb, dst=upf) if up else IP(src=upf, dst=gnb)
        inner = IP(src=ue, dst=server) if up else IP(src=server, dst=ue)
        header = GTP_U_Header(teid=0x1000 + number, gtp_type=255, E=1, next_ex=0x85)
        packet = (
            Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
            / outer
            / UDP(sport=2152, dport=2152)
            / header
            / GTPPDUSessionContainer(type=int(up), QFI=1)
            / inner
            / UDP(sport=5000, dport=6000)
            / bytes(200)
        )
        originals.append(bytes(packet))
    with file.open("wb") as written:
        written.write(_PCAP_HEADER)
        for number in range(packets):
            data = bytearray(originals[number % len(originals)])
            # No packet is a copy of another.
            struct.pack_into("!I", data, len(data) - 4, number)
            seconds, rest = divmod(number * 100_000, 1_000_000_000)
            written.write(struct.pack("<IIII", seconds, rest, len(data), len(data)) + data)


def timed(command: list[str], runs: int) -> float:
    """Return the seconds of a command, from start to end: the fastest of several runs."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def commands_beside_tshark(file: Path, runs: int) -> tuple[float, float]:
    """Return the seconds of the summary command and of a plain pass of tshark over a file."""
    start = "from campus5g.commands.main import main; main()"
    summary = [sys.executable, "-c", start, "capture", "summary", str(file)]
    return timed(summary, runs), timed(["tshark", "-r", str(file)], runs)


def whole_commands(folder: Path, user_packets: int) -> dict[str, float]:
    """Measure the summary command on two files, beside a plain pass of tshark."""
    found = {}
    small, user = folder / "command.pcap", folder / "user.pcap"
    repeated(folder / "registrations.pcapng", small, COMMAND_SIZE)
    user_traffic(user, user_packets)
    for file, packets, runs, what in (
        (small, COMMAND_SIZE, 5, "signalling"),
        (user, user_packets, 1, "GTP-U"),
    ):
        print(f"summary command, {packets} packets of {what}", file=sys.stderr, flush=True)
        summary_s, tshark_s = commands_beside_tshark(file, runs)
        name = f"{packets} packets of {what}"
        found[f"campus5g capture summary, {name}, seconds"] = summary_s
        found[f"tshark -r, {name}, seconds"] = tshark_s
        found[f"summary command over a plain pass of tshark, {name}"] = summary_s / tshark_s
        file.unlink()
    return found


def results_of(folder: Path, sizes: tuple[int, ...]) -> list[dict[str, object]]:
    """Measure every reader on every size; report each run on standard error."""
    registrations = folder / "registrations.pcapng"
    record_registrations(registrations)
    rows: list[dict[str, object]] = []
    for packets in sizes:
        file = folder / f"{packets}.pcap"
        repeated(registrations, file, packets)
        runs = RUNS if packets <= SMALL else 1
        for reader in READERS:
            if reader in OTHERS and packets > LARGEST_FOR_OTHERS:
                continue
            print(f"{reader}, {packets} packets", file=sys.stderr, flush=True)
            result = measured(reader, file, runs)
            rate = packets / result["seconds"]
            rows.append({"reader": reader, "packets": packets, "packets_per_s": rate, **result})
        file.unlink()
    return rows


def conclusions(rows: list[dict[str, object]]) -> dict[str, float]:
    """Return the ratios and times that the rows show; with several sizes, the growth too."""
    by = {(row["reader"], row["packets"]): row for row in rows}
    sizes = sorted({int(str(row["packets"])) for row in rows})
    compared = [size for size in sizes if size <= LARGEST_FOR_OTHERS]

    def of(reader: str, packets: int, name: str) -> float:
        return float(str(by[reader, packets][name]))

    found = {
        f"{own} over {other} (same fields), {size} packets": (
            of(own, size, "packets_per_s") / of(other, size, "packets_per_s")
        )
        for size in compared
        for own, others in LIKE.items()
        for other in others
    }
    for size in compared:
        found[f"procedures of {size} packets, seconds"] = of("procedures", size, "seconds")
    if len(sizes) < 2:
        return found
    low, high = sizes[-2:]
    for reader in ("table", "messages", "procedures", "summary"):
        seconds = of(reader, high, "seconds") / of(reader, low, "seconds")
        found[f"{reader}: time of {high} packets over {low}, for each packet"] = (
            seconds * low / high
        )
        for part in ("python", "tshark_at_most"):
            more = of(reader, high, f"{part}_mib") - of(reader, low, f"{part}_mib")
            found[f"{reader}: MiB of {part.replace('_', ' ')} for each million packets"] = (
                more / (high - low) * 1_000_000
            )
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print data")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="packets of the files")
    parser.add_argument(
        "--user-packets", type=int, default=USER_PACKETS, help="packets of the file of GTP-U"
    )
    parser.add_argument("--measure", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(*asked.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = results_of(Path(folder), tuple(asked.sizes))
        found = conclusions(rows) | whole_commands(Path(folder), asked.user_packets)
    if asked.json:
        print(json.dumps({"measurements": rows, "conclusions": found}, indent=2))
        return
    for row in rows:
        print(
            f"{row['reader']:15} {row['packets']:8} packets {row['seconds']:8.2f} s "
            f"{row['packets_per_s']:9.0f} packets/s  Python {row['python_mib']:5.0f} MiB "
            f"tshark at most {row['tshark_at_most_mib']:5.0f} MiB"
        )
    for name, value in found.items():
        print(f"{name:70} {value:8.2f}")


if __name__ == "__main__":
    main()
