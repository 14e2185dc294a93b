"""The progress of a reading is reported while it runs."""

from pathlib import Path

from raw_captures import HEARTBEAT, RAW_IP, pcap
from scapy.layers.inet import IP, UDP

from campus5g.capture.files.survey import open_packets, survey
from campus5g.capture.progress import watched
from campus5g.capture.tshark.program import running_tshark

PACKET = bytes(IP(src="10.0.0.1", dst="10.0.0.2") / UDP(sport=8805, dport=8805) / HEARTBEAT)


def large(folder: Path) -> Path:
    """A capture larger than one read."""
    file = folder / "large.pcap"
    file.write_bytes(pcap(RAW_IP, [PACKET] * 150_000, [0.0] * 150_000))
    return file


def test_records_report_their_position(tmp_path: Path) -> None:
    file = large(tmp_path)

    with watched() as progress, open_packets(file) as records:
        next(iter(records))

        assert progress.size_bytes == file.stat().st_size
        assert 0 < progress.read_bytes < progress.size_bytes


def test_tshark_s_place_in_the_file_is_reported(tmp_path: Path) -> None:
    file = large(tmp_path)

    with watched() as progress, running_tshark(file, ["-T", "fields", "-e", "ip.src"]) as run:
        lines = run.lines()
        next(lines)

        assert 0 < progress.read_bytes < progress.size_bytes
        assert sum(1 for _ in lines) == 149_999


def test_passes_are_counted_and_end_with_all_read(tmp_path: Path) -> None:
    file = tmp_path / "small.pcap"
    file.write_bytes(pcap(RAW_IP, [PACKET]))

    with watched() as progress:
        survey(file)
        survey(file)

    assert progress.passes == 2
    assert progress.read_bytes == progress.size_bytes == file.stat().st_size
