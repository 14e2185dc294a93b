"""UDP and TCP of real programs pass through the virtual network."""

import contextlib
import json
import random
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from headless_chromium import chromium_program
from kit_observer import Recording, Terminal, complaints, fields, tshark
from real_programs import (
    output_of,
    running,
    wait_for_line,
    wait_for_listener,
    web_server,
)
from scapy.contrib.stamp import (
    ErrorEstimate,
    STAMPSessionReflectorTestUnauthenticated,
    STAMPSessionSenderTestUnauthenticated,
    STAMPTestTLV,
)

from campus5g.inventory import DevicePrograms, Inventory

UE = "agv"
MORE_THAN_EVERY_BUFFER = 64 << 20
TCP_CHECKSUM = ("-o", "tcp.check_checksum:TRUE")
WARNINGS = (
    "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || "
    "(_ws.expert.severity >= 6291456 && !(tcp.flags.reset == 1))"
)


@pytest.fixture(scope="module")
def kit(start_kit: Callable[[str], Inventory]) -> Inventory:
    return start_kit("nominal")


@pytest.fixture(scope="module")
def device(kit: Inventory) -> DevicePrograms:
    assert kit.user_plane is not None
    return kit.user_plane.devices[UE]


@pytest.fixture(scope="module")
def site(kit: Inventory) -> str:
    assert kit.user_plane is not None
    return str(kit.user_plane.site)


@pytest.fixture
def iperf3(device: DevicePrograms) -> Iterator[str]:
    """An iperf3 server on the device; returns where the site reaches it."""
    with running("iperf3", "-s", "--forceflush", "-B", str(device.serves_at)) as server:
        wait_for_line(server, "Server listening")
        yield str(device.reached_at)


def irtt_trips(server: str) -> list[dict[str, Any]]:
    """Measure with irtt for a second, and wait long for the last answer."""
    result = output_of(
        *("irtt", "client", "-i", "20ms", "-d", "1s", "--wait=4s", "-o", "-", "-Q"), server
    )
    trips: list[dict[str, Any]] = json.loads(result)["round_trips"]
    return trips


def is_refused(device: DevicePrograms) -> bool:
    """Return whether a connection to the device's web server is aborted."""
    address = str(device.reached_at), 8080
    with contextlib.suppress(ConnectionResetError):
        with socket.create_connection(address, timeout=60) as connection:
            connection.recv(1)
        return False
    return True


def send_until_it_stalls(sender: socket.socket) -> int:
    """Send until nothing moves for two seconds; return how many bytes were taken."""
    sender.settimeout(2)
    sent = 0
    with contextlib.suppress(TimeoutError):
        while sent < MORE_THAN_EVERY_BUFFER:
            sent += sender.send(bytes(1 << 16))
    return sent


@pytest.mark.proof
def test_irtt_measures_the_delay_of_the_model(
    kit: Inventory, device: DevicePrograms, tmp_path: Path
) -> None:
    recording = Recording(kit, ["n3"])
    trips = irtt_trips(f"{device.reached_at}:2112")
    file = recording.finish(tmp_path)
    seen = fields(file, "gtp && udp.port == 2112", "frame.number")

    assert [trip["lost"] for trip in trips] == ["false"] * len(trips)
    assert all(trip["delay"]["rtt"] > 4_000_000 for trip in trips)
    assert len(seen) >= 2 * len(trips)
    assert complaints(file) == []


def test_irtt_subtracts_no_time_of_the_reflector(device: DevicePrograms) -> None:
    trips = irtt_trips(f"{device.reached_at}:2112")

    assert len(trips) > 1
    for trip in trips:
        client, reflector = trip["timestamps"]["client"], trip["timestamps"]["server"]
        took_ns = client["receive"]["monotonic"] - client["send"]["monotonic"]
        assert reflector["receive"] == reflector["send"]
        assert trip["delay"]["rtt"] == took_ns


@pytest.mark.proof
def test_a_program_of_the_device_reaches_a_server_of_the_site(
    device: DevicePrograms, site: str
) -> None:
    with running("irtt", "server", "-b", f"{site}:2112") as server:
        wait_for_line(server, "starting IPv4 listener")
        trips = irtt_trips(f"{device.reaches_site_at}:2112")

    assert [trip["lost"] for trip in trips] == ["false"] * len(trips)


@pytest.mark.proof
@pytest.mark.parametrize("direction", [[], ["--reverse"]])
def test_iperf3_measures_tcp_and_the_capture_shows_a_sound_connection(
    kit: Inventory, iperf3: str, direction: list[str], tmp_path: Path
) -> None:
    recording = Recording(kit, ["n3"])
    result = json.loads(output_of("iperf3", "-c", iperf3, "-J", "-n", "1M", *direction))
    file = recording.finish(tmp_path)

    assert "error" not in result
    assert result["end"]["sum_received"]["bytes"] > 0
    assert tshark(file, *TCP_CHECKSUM, "-Y", WARNINGS) == []
    assert fields(file, "tcp.flags.syn == 1 && tcp.flags.ack == 1", "tcp.options.mss_val")


@pytest.mark.proof
def test_iperf3_measures_udp_without_loss(iperf3: str) -> None:
    result = json.loads(output_of("iperf3", "-c", iperf3, "-J", "-u", "-b", "2M", "-t", "1"))

    assert result["end"]["sum"]["packets"] > 100
    assert result["end"]["sum"]["lost_packets"] == 0


def test_a_file_arrives_unchanged_and_tshark_reassembles_it_from_n3(
    kit: Inventory, device: DevicePrograms, tmp_path: Path
) -> None:
    content = random.Random(1).randbytes(300_000)  # noqa: S311
    (tmp_path / "map.bin").write_bytes(content)
    recording = Recording(kit, ["n3"])
    with web_server(str(device.serves_at), 8080, tmp_path):
        url = f"http://{device.reached_at}:8080/map.bin"
        with urllib.request.urlopen(url, timeout=60) as answer:
            received = answer.read()
    file = recording.finish(tmp_path)
    tshark(file, "-q", "--export-objects", f"http,{tmp_path / 'objects'}")

    assert received == content
    assert (tmp_path / "objects" / "map.bin").read_bytes() == content


@pytest.mark.proof
def test_a_browser_shows_a_page_of_the_device(device: DevicePrograms, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Battery: <script>document.write(90 + 7)</script> %")
    with web_server(str(device.serves_at), 8080, tmp_path):
        page = output_of(
            *(chromium_program(), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            f"http://{device.reached_at}:8080/",
        )

    assert "97 %" in page


@pytest.mark.proof
def test_mosquitto_carries_a_message_from_the_device_to_the_site(
    device: DevicePrograms, site: str, tmp_path: Path
) -> None:
    (tmp_path / "broker.conf").write_text(f"listener 1883 {site}\nallow_anonymous true\n")
    topic = ("-t", "agv/state", "-q", "1")
    from_device = ("mosquitto_pub", "-h", str(device.reaches_site_at), *topic, "--retain")
    with running("/usr/sbin/mosquitto", "-c", str(tmp_path / "broker.conf")):
        wait_for_listener(site, 1883)
        output_of(*from_device, "-m", "charging")
        heard = output_of("mosquitto_sub", "-h", site, *topic, "-C", "1", "-W", "50")

    assert heard == "charging\n"


def test_a_closed_port_is_refused_across_the_network(
    device: DevicePrograms,
) -> None:
    assert is_refused(device)


def test_a_switched_off_device_is_unreachable(kit: Inventory, device: DevicePrograms) -> None:
    with Terminal(kit, UE) as terminal:
        terminal.type("AT+CFUN=0")
        refused = is_refused(device)
        terminal.restart()

    assert refused


def test_a_stalled_reader_holds_the_sender_back(device: DevicePrograms) -> None:
    with (
        socket.create_server((str(device.serves_at), 8080)) as server,
        socket.create_connection((str(device.reached_at), 8080), timeout=60) as sender,
    ):
        reader, _ = server.accept()
        sent = send_until_it_stalls(sender)
        sender.shutdown(socket.SHUT_WR)
        with reader:
            reader.settimeout(60)
            received = sum(len(piece) for piece in iter(lambda: reader.recv(1 << 20), b""))

    assert sent < MORE_THAN_EVERY_BUFFER
    assert received == sent


@pytest.mark.proof
def test_scapys_stamp_sender_is_answered_and_tshark_reads_both_ways(
    kit: Inventory, device: DevicePrograms, tmp_path: Path
) -> None:
    asked = STAMPSessionSenderTestUnauthenticated(
        seq=5, ssid=77, err_estimate=ErrorEstimate(S=0, Z=0), ts=4_000_000_000
    )
    asked.tlv_objects = [STAMPTestTLV(flags=0x80, type=1, len=8, value=bytes(8))]
    recording = Recording(kit, ["n3"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.settimeout(60)
        sender.sendto(bytes(asked), (str(device.reached_at), 8620))
        reply = STAMPSessionReflectorTestUnauthenticated(sender.recv(2048))
    file = recording.finish(tmp_path)
    twamp = ("-d", "udp.port==862,twamp.test", "-Y", "twamp.test && gtp", "-T", "fields")
    read = tshark(file, *twamp, "-e", "twamp.test.seq_number")

    assert (reply.seq, reply.ssid, reply.seq_sender, reply.ttl_sender) == (0, 77, 5, 64)
    assert reply.ts_sender == asked.ts
    assert reply.ts_rx
    assert (int(reply.tlv_objects[0].flags), reply.tlv_objects[0].len) == (0, 8)
    assert read == ["5", "0"]
    assert tshark(file, "-Y", WARNINGS) == []
