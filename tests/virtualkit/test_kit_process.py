"""The process keeps its contract: options, ready line, end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from kit_observer import Terminal

from campus5g.inventory import load_inventory
from campus5g.places import KITS

WITHIN_S = 30
OWNER = f"process tests {os.getpid()}"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as stack:

        def start(*options: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[str]":
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "campus5g.virtualkit", *options],
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            return process

        yield start


def ready_block(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert line["ready"] is True
    return str(line["block"])


def test_a_kit_prints_one_line_when_every_socket_listens(start: Start) -> None:
    process = start("--owner", OWNER)

    block = ready_block(process)

    inventory = load_inventory(KITS / "virtual.yaml").moved_to(IPv4Network(block))
    for point in inventory.capture.values():
        socket.create_connection((point.host, point.port), timeout=WITHIN_S).close()
    for ue in inventory.ues:
        with Terminal(inventory, ue) as terminal:
            assert terminal.type("ATE0")[-1] == "OK"
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=WITHIN_S)
    assert rest == ""


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_kit_cleanly(start: Start, signal_number: int) -> None:
    process = start("--owner", OWNER)
    ready_block(process)

    process.send_signal(signal_number)
    _, complaints = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 0
    assert complaints == ""


def test_a_kit_ends_with_the_process_that_started_it(start: Start) -> None:
    process = start("--owner", OWNER, "--until-stdin-closes", stdin=subprocess.PIPE)
    ready_block(process)

    _, complaints = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 0
    assert complaints == ""


def test_a_kit_ends_in_the_middle_of_a_command(start: Start) -> None:
    process = start("--owner", OWNER)
    inventory = load_inventory(KITS / "virtual.yaml").moved_to(IPv4Network(ready_block(process)))

    with Terminal(inventory, "camera") as terminal:
        terminal.send("AT+CFUN=0")
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 0
    assert complaints == ""


def test_two_kits_of_one_owner_run_side_by_side(start: Start) -> None:
    blocks = {ready_block(start("--owner", OWNER)) for _ in range(2)}

    assert len(blocks) == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--scenario", "tempest"], "There is no scenario 'tempest'."),
        (["--inventory", "absent.yaml"], "absent.yaml"),
        (["--inventory", str(KITS / "bench.yaml")], "not a virtual kit"),
    ],
)
def test_a_user_error_is_reported_in_two_lines(
    start: Start, options: list[str], expected: str
) -> None:
    process = start("--owner", OWNER, *options)

    output, complaint = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 1
    assert output == ""
    assert expected in complaint
    assert len(complaint.splitlines()) == 2


def test_an_inventory_with_an_unknown_capture_point_is_refused(
    start: Start, tmp_path: Path
) -> None:
    text = (KITS / "virtual.yaml").read_text().replace("  n6: {host", "  n9: {host")
    (tmp_path / "kit.yaml").write_text(text)

    process = start("--owner", OWNER, "--inventory", str(tmp_path / "kit.yaml"))
    _, complaint = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 1
    assert "no capture point n9" in complaint
