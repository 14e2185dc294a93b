"""Robot clients of other makers against the kit: VDA 5050 and ROS as Node programs speak them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from robot_bench import driving, running_gateway
from running_program import running
from vda5050_kit import IDENTITY, broker, vehicle_kit, vehicle_kit_file

from campus5g.site.running.ports import free_ports

pytestmark = pytest.mark.proof

VERSION = "2.0.0"
"""The newest that vda-5050-lib 1.4 speaks."""

PROGRAMS = Path(__file__).parent / "other_clients"


def program(name: str, *arguments: str) -> list[str]:
    """Return the command line of one of the Node programs."""
    return ["node", str(PROGRAMS / name), *arguments]


def told(stream: IO[str] | None) -> Iterator[dict[str, Any]]:
    """Yield what a program tells, a line each."""
    assert stream is not None
    for line in stream:
        yield json.loads(line)


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a broker."""
    chosen = free_ports(1)[0]
    with broker(chosen, tmp_path):
        yield chosen


def test_the_vehicle_follows_a_master_control_by_vda_5050_lib(port: int, tmp_path: Path) -> None:
    address = f"mqtt://127.0.0.1:{port}"
    command = program("vda5050_master.js", address, *IDENTITY.values())
    seen: list[dict[str, Any]] = []
    with (
        vehicle_kit(port, tmp_path, VERSION),
        running(command, stdout=subprocess.PIPE, text=True) as master,
    ):
        for event in told(master.stdout):
            seen.append(event)
            if event == {"action": "no-order-left", "actionStatus": "FAILED"}:
                break

    assert {"traversed": "n1"} in seen
    assert {"order": "to its end", "error": None, "wasCancelled": False} in seen
    assert {"order": "cut short", "error": None, "wasCancelled": True} in seen
    assert {"action": "under-way", "actionStatus": "FINISHED"} in seen
    assert {"error": "noOrderToCancel"} in seen


async def test_the_gateway_drives_a_vehicle_by_vda_5050_lib(
    virtual_kit: Any, port: int, tmp_path: Path
) -> None:
    address = f"mqtt://127.0.0.1:{port}"
    command = program("vda5050_vehicle.js", address, *IDENTITY.values())
    with (
        running(command, stdout=subprocess.PIPE, text=True) as vehicle,
        running_gateway(str(virtual_kit.block), vehicle_kit_file(port, tmp_path, VERSION)) as (
            url,
            _,
        ),
    ):
        assert vehicle.stdout.readline() == "started\n"
        async with driving(url) as client:
            # At rest: it has no order that a stop could cancel.
            await client.event("ready")
            await client.socket.send('{"stop": {}}')
            at_rest = await client.event("standing")

            client.velocity = {"speed_mps": 0.3}
            while (await client.event("state"))["x_m"] < 40.5:
                pass
            client.velocity = None
            await client.socket.send('{"stop": {}}')
            stopped = await client.event("standing")

    assert at_rest["x_m"] == 40
    assert stopped["x_m"] >= 40.5
    assert stopped["speed_mps"] == 0


def test_the_robot_follows_roslib_with_relative_names(virtual_kit: Any) -> None:
    command = program("roslib_client.js", virtual_kit.inventory.robots["agv"].url)
    with running(command, stdout=subprocess.PIPE, text=True) as client:
        events = told(client.stdout)
        types = []
        for event in events:
            types += [event["odomIs"]] if "odomIs" in event else []
            if event.get("turnRadps", 0.0) > 0.4:
                break
        # Nothing more is asked: its limiter lets the robot stand.
        for event in events:
            if event.get("turnRadps") == 0.0:
                break

    assert types == ["nav_msgs/msg/Odometry"]
