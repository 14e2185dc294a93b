"""The sensors reach the site's broker through the network, as mosquitto and tshark show."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from kit_observer import WITHIN_S, Recording
from real_programs import output_of, running, wait_for_listener

from campus5g.errors import CampusError
from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.sensors import broker


@pytest.fixture(scope="module")
def kit(start_kit: Any) -> Inventory:
    return start_kit("worn-bearing")  # type: ignore[no-any-return]


def order(kit: Inventory, **wish: Any) -> dict[str, Any]:
    """Give the kit's control port an order and return the answer."""
    assert kit.control is not None
    with socket.create_connection((kit.control.host, kit.control.port), WITHIN_S) as asker:
        asker.sendall(json.dumps({"do": "sensors", **wish}).encode() + b"\n")
        return json.loads(asker.makefile().readline())  # type: ignore[no-any-return]


def next_message(kit: Inventory, topic: str) -> dict[str, Any]:
    """Return the next message on a topic."""
    assert kit.sensors is not None
    output = output_of(
        *("mosquitto_sub", "-h", kit.sensors.host, "-p", str(kit.sensors.port)),
        *("-t", topic, "-C", "1", "-W", "40"),
    )
    return json.loads(output)  # type: ignore[no-any-return]


def test_sensors_start_only_on_request(kit: Inventory) -> None:
    assert order(kit) == {"on": False, "broker": "ready"}


@pytest.mark.proof
def test_each_sensor_publishes_what_the_documentation_says(kit: Inventory) -> None:
    switched = order(kit, on=True)
    vibration = next_message(kit, "campus5g/agv-drive/vibration")
    temperature = next_message(kit, "campus5g/agv-drive/temperature")

    assert switched == {"on": True, "broker": "running"}
    assert vibration.keys() == {"time_unix_s", "rotation_hz", "sampling_hz", "acceleration_mps2"}
    assert vibration["rotation_hz"] == pytest.approx(1480 / 60, abs=1e-3)
    assert len(vibration["acceleration_mps2"]) == 1024
    assert temperature.keys() == {"time_unix_s", "temperature_degc"}
    assert 15 < temperature["temperature_degc"] < 90


@pytest.mark.proof
def test_readings_cross_the_network_as_mqtt_over_tcp(kit: Inventory, tmp_path: Path) -> None:
    order(kit, on=True)
    next_message(kit, "campus5g/agv-drive/temperature")
    recording = Recording(kit, ["n3"])
    next_message(kit, "campus5g/agv-drive/vibration")
    next_message(kit, "campus5g/agv-drive/vibration")
    file = recording.finish(tmp_path)
    topics = output_of("tshark", "-r", str(file), "-Y", "mqtt", "-T", "fields", "-e", "mqtt.topic")
    wrong = output_of("tshark", "-r", str(file), "-Y", "_ws.malformed || tcp.analysis.flags")

    assert "campus5g/agv-drive/vibration" in topics
    assert wrong == ""


@pytest.mark.proof
def test_an_edge_gateway_s_quality_of_service_is_seen_on_n3(start_kit: Any, tmp_path: Path) -> None:
    kit = start_kit("sensor-chain")
    order(kit, on=True)
    first = next_message(kit, "campus5g/agv-drive/vibration")
    recording = Recording(kit, ["n3"])
    later = next_message(kit, "campus5g/agv-drive/vibration")
    file = recording.finish(tmp_path)
    seen = output_of(
        *("tshark", "-r", str(file), "-Y", "mqtt.msgtype == 3"),
        *("-T", "fields", "-e", "mqtt.qos", "-e", "gtp.ext_hdr.pdu_ses_con.qos_flow_id"),
    )
    wrong = output_of("tshark", "-r", str(file), "-Y", "_ws.malformed || tcp.analysis.flags")

    assert later["number"] > first["number"]
    assert set(seen.splitlines()) == {"1\t1"}
    assert wrong == ""


@pytest.mark.proof
def test_an_external_broker_is_used(start_kit: Any, tmp_path: Path) -> None:
    kit = start_kit("nominal")
    site, port = kit.sensors.host, kit.sensors.port
    (tmp_path / "broker.conf").write_text(f"listener {port} {site}\nallow_anonymous true\n")
    with running("/usr/sbin/mosquitto", "-c", str(tmp_path / "broker.conf")):
        wait_for_listener(site, port)

        assert order(kit, on=True) == {"on": True, "broker": "running"}
        assert next_message(kit, "campus5g/agv-drive/temperature")["temperature_degc"] < 60


@pytest.mark.proof
@pytest.mark.parametrize("end", ["close", "kill"])
def test_the_broker_ends_with_the_kit_even_when_killed(end: str) -> None:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "campus5g.virtualkit", "--until-stdin-closes"),
            *("--owner", f"broker {end} {os.getpid()}"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        block = IPv4Network(json.loads(process.stdout.readline())["block"])
        kit = load_inventory(KITS / "virtual.yaml").moved_to(block)
        order(kit, on=True)
        assert kit.sensors is not None
        with socket.create_connection((kit.sensors.host, kit.sensors.port), WITHIN_S) as client:
            if end == "kill":
                process.send_signal(signal.SIGKILL)
            else:
                process.stdin.close()
            process.wait(WITHIN_S)
            # The broker's end closes its connections, or resets them.
            client.settimeout(WITHIN_S)
            left = b""
            with contextlib.suppress(ConnectionResetError):
                left = client.recv(1)
            assert left == b""


async def test_a_missing_mosquitto_is_reported_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(broker, "_SBIN", ())

    with pytest.raises(CampusError, match="not installed"):
        await broker.SiteBroker("127.0.0.1", 1).start()
