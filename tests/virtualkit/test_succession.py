"""A network is succeeded by a new one: of what its users did to it, nothing is left."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network

import psutil
import pytest
from control_port import order
from kit_observer import WITHIN_S, Terminal
from running_program import ENDS_WITHIN_S, running
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS

WORST = ("AT+C5GREG=2", "AT+CREG=1", "AT+CGEREP=2", "AT+CMEE=2", "AT+COPS=3,2", "AT+CFUN=0")
SETTINGS = ("+C5GREG?", "+CREG?", "+CGEREP?", "+CMEE?", "+COPS?", "+CFUN?")
MOST_GROWTH_BYTES = 8 << 20
ROUNDS = 6


@contextmanager
def virtual_kit_process(stderr: int | None = None) -> Iterator["subprocess.Popen[str]"]:
    with running(
        [
            *(sys.executable, "-m", "campus5g.virtualkit"),
            *("--owner", f"succession {os.getpid()}", "--until-stdin-closes"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    ) as process:
        assert process.stdin is not None
        yield process
        process.stdin.close()
        process.wait(ENDS_WITHIN_S)


@pytest.fixture(scope="module")
def process() -> Iterator["subprocess.Popen[str]"]:
    with virtual_kit_process() as process:
        yield process


@pytest.fixture(scope="module")
def kit(process: "subprocess.Popen[str]") -> Inventory:
    return inventory_of(process)


def inventory_of(process: "subprocess.Popen[str]") -> Inventory:
    assert process.stdout is not None
    block = IPv4Network(json.loads(process.stdout.readline())["block"])
    return load_inventory(KITS / "virtual.yaml").moved_to(block)


def renew(kit: Inventory) -> None:
    """Have a new network take the present one's place, and wait until it answers."""
    assert order(kit, do="renew") == {"renewing": True}
    order(kit, do="scenario")


def settings(kit: Inventory, ue: str) -> list[str]:
    with Terminal(kit, ue) as terminal:
        terminal.type("ATE0")
        return [line for name in SETTINGS for line in terminal.type(f"AT{name}")[:-1]]


def cell(kit: Inventory, ue: str) -> str:
    with Terminal(kit, ue) as terminal:
        terminal.type("ATE0")
        return terminal.type('AT+QENG="servingcell"')[0].split(",")[6]


def odometry(kit: Inventory) -> dict[str, object]:
    with connect(kit.robots["agv"].url, proxy=None, compression=None) as robot:
        robot.send(json.dumps({"op": "subscribe", "topic": "/odom"}))
        pose: dict[str, object] = json.loads(robot.recv(timeout=WITHIN_S))["msg"]["pose"]["pose"]
        return pose


@pytest.mark.proof
def test_a_modem_has_the_settings_of_a_new_one(kit: Inventory) -> None:
    as_new = settings(kit, "camera")
    with Terminal(kit, "camera") as terminal:
        terminal.type("ATE0")
        for command in WORST:
            assert terminal.type(command)[-1] == "OK", command
        assert [line for name in SETTINGS for line in terminal.type(f"AT{name}")[:-1]] != as_new

    renew(kit)

    assert settings(kit, "camera") == as_new


def test_a_device_is_in_its_first_cell(kit: Inventory) -> None:
    first = cell(kit, "agv")
    assert order(kit, do="handover", ue="agv")["handed_over"]
    assert cell(kit, "agv") != first

    renew(kit)

    assert cell(kit, "agv") == first


def test_an_added_port_is_closed(kit: Inventory) -> None:
    assert kit.user_plane is not None
    address = str(kit.user_plane.devices["agv"].reached_at), 9000
    assert order(kit, do="forward", protocol="tcp", port=9000) == {"open": True}
    socket.create_connection(address, timeout=WITHIN_S).close()

    renew(kit)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=WITHIN_S)


@pytest.mark.proof
def test_the_scenario_is_that_of_the_start(kit: Inventory) -> None:
    assert order(kit, do="scenario", name="nominal", variation="00c0ffee")["identities"]
    assert order(kit, do="scenario", name="congested")["name"] == "congested"

    renew(kit)

    now = order(kit, do="scenario")
    assert (now["name"], now["variation"]) == ("nominal", None)


def test_a_robot_stands_at_its_start(kit: Inventory) -> None:
    start = odometry(kit)
    with connect(kit.robots["agv"].url, proxy=None, compression=None) as robot:
        robot.send(json.dumps({"op": "subscribe", "topic": "/odom"}))
        while json.loads(robot.recv(timeout=WITHIN_S))["msg"]["pose"]["pose"] == start:
            drive = {"twist": {"linear": {"x": 0.3}, "angular": {"z": 0.5}}}
            robot.send(json.dumps({"op": "publish", "topic": "/cmd_vel_asked", "msg": drive}))

    renew(kit)

    assert odometry(kit) == start


def test_the_sensors_are_off(kit: Inventory) -> None:
    assert order(kit, do="sensors", on=True)["on"]

    renew(kit)

    assert order(kit, do="sensors")["on"] is False


def test_connections_of_former_users_are_cut(kit: Inventory) -> None:
    point = kit.capture["n2"]
    with (
        socket.create_connection((point.host, point.port), timeout=WITHIN_S) as reader,
        Terminal(kit, "camera") as terminal,
        connect(kit.robots["agv"].url, proxy=None, compression=None) as robot,
    ):
        assert reader.recv(1)
        terminal.type("ATE0")

        renew(kit)

        while reader.recv(1 << 16):
            pass
        terminal.wait_for_hang_up()
        with pytest.raises(ConnectionClosed):
            robot.recv(timeout=WITHIN_S)


def test_an_order_that_comes_between_two_networks_is_answered_by_the_second(
    kit: Inventory,
) -> None:
    since_s = order(kit, do="scenario")["since_s"]

    order(kit, do="renew")

    assert order(kit, do="scenario")["since_s"] > since_s


def test_a_kit_that_is_renewed_often_does_not_grow(
    kit: Inventory, process: "subprocess.Popen[str]"
) -> None:
    resident = psutil.Process(process.pid).memory_info
    for _ in range(2):
        renew(kit)
    before = resident().rss

    for _ in range(ROUNDS):
        renew(kit)

    assert resident().rss - before < MOST_GROWTH_BYTES


@pytest.mark.proof
@pytest.mark.parametrize("end", ["signal", "standard input"])
def test_a_kit_that_was_renewed_ends_as_cleanly_as_a_new_one(end: str) -> None:
    with virtual_kit_process(stderr=subprocess.PIPE) as process:
        renew(inventory_of(process))

        if end == "signal":
            process.send_signal(signal.SIGTERM)
        rest, complaints = process.communicate(timeout=WITHIN_S)

    assert (process.returncode, rest, complaints) == (0, "", "")
