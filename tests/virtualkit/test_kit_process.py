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
from in_process import Done, run_here
from kit_observer import Terminal

from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.__main__ import main

WITHIN_S = 60
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


def test_a_kit_prints_one_line_when_every_socket_listens_and_ends_amid_a_command(
    start: Start,
) -> None:
    process = start("--owner", OWNER)

    block = ready_block(process)

    inventory = load_inventory(KITS / "virtual.yaml").moved_to(IPv4Network(block))
    for point in inventory.capture.values():
        socket.create_connection((point.host, point.port), timeout=WITHIN_S).close()
    for ue in inventory.ues:
        with Terminal(inventory, ue) as terminal:
            assert terminal.type("ATE0")[-1] == "OK"
    with Terminal(inventory, "camera") as terminal:
        terminal.send("AT+CFUN=0")
        process.send_signal(signal.SIGTERM)
        rest, complaints = process.communicate(timeout=WITHIN_S)
    assert (process.returncode, rest, complaints) == (0, "", "")


@pytest.mark.proof
def test_two_kits_of_one_owner_run_until_ctrl_c_and_the_end_of_what_started_one(
    start: Start,
) -> None:
    until_ctrl_c = start("--owner", OWNER)
    until_its_parent_ends = start("--owner", OWNER, "--until-stdin-closes", stdin=subprocess.PIPE)
    both = until_ctrl_c, until_its_parent_ends
    blocks = {ready_block(each) for each in both}

    until_ctrl_c.send_signal(signal.SIGINT)
    # Closes standard input.
    complaints = [each.communicate(timeout=WITHIN_S)[1] for each in both]

    assert len(blocks) == 2
    assert [each.returncode for each in both] == [0, 0]
    assert complaints == ["", ""]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--scenario", "tempest"], "There is no scenario 'tempest'."),
        (["--inventory", "absent.yaml"], "absent.yaml"),
        (["--inventory", str(KITS / "bench.yaml")], "not a virtual kit"),
    ],
)
def test_a_user_error_is_reported_in_two_lines(options: list[str], expected: str) -> None:
    done = refused(*options)

    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_an_inventory_with_an_unknown_capture_point_is_refused(tmp_path: Path) -> None:
    text = (KITS / "virtual.yaml").read_text().replace("  n6: {host", "  n9: {host")
    (tmp_path / "kit.yaml").write_text(text)

    done = refused("--inventory", str(tmp_path / "kit.yaml"))

    assert "no capture point n9" in done.stderr


def refused(*options: str) -> Done:
    """Ask for a kit that is not started."""
    done = run_here(lambda: sys.exit(main()), "campus5g.virtualkit", "--owner", OWNER, *options)
    assert (done.returncode, done.stdout) == (1, "")
    return done
