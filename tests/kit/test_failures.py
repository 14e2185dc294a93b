"""Failures of the kit, the gateway or the client."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from campus5g.kit import KitError, connect
from campus5g.kit.starting.private import PrivateKit, our_private_kit, start_private_kit
from campus5g.kit.starting.processes import Child

CAPTURE_FOR_EVER = """
import sys
from campus5g import kit
with kit.connect().capture("n2"):
    print("capturing", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def doomed_kit() -> Iterator[PrivateKit]:
    """A kit that the test may kill."""
    with start_private_kit(owner="tests that kill") as running:
        yield running


@pytest.mark.proof
def test_a_gateway_killed_while_capturing_is_reported_with_a_remedy(doomed_kit: PrivateKit) -> None:
    k = connect(url=doomed_kit.url, token=doomed_kit.token)

    with pytest.raises(KitError, match="does not answer") as error, k.capture("n2"):
        psutil.Process(doomed_kit.pids[1]).kill()

    assert "k = kit.connect()" in error.value.remedy


def test_a_kit_killed_while_capturing_keeps_the_packets_and_says_why(
    doomed_kit: PrivateKit,
) -> None:
    k = connect(url=doomed_kit.url, token=doomed_kit.token)

    with k.capture("n2") as cap:
        k.ue("camera").restart()
        psutil.Process(doomed_kit.pids[0]).kill()
        assert cap._follower is not None
        cap._follower.join(60)

    assert cap.count > 10
    assert "the kit closed its stream" in repr(cap)
    with pytest.raises(KitError, match="Capture point n2 is not answering"):
        k.capture("n2").start()


@pytest.mark.proof
def test_captures_of_a_killed_client_end(doomed_kit: PrivateKit, tmp_path: Path) -> None:
    client = subprocess.Popen(
        [sys.executable, "-c", CAPTURE_FOR_EVER],
        env={
            **os.environ,
            "CAMPUS5G_KIT_URL": doomed_kit.url,
            "CAMPUS5G_KIT_TOKEN": doomed_kit.token,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert client.stdout is not None
    assert client.stdout.readline() == b"capturing\n"
    k = connect(url=doomed_kit.url, token=doomed_kit.token)
    [capture] = k._connection.call("GET", "/captures")

    client.send_signal(signal.SIGKILL)
    client.communicate()
    k._connection.download(f"/captures/{capture['id']}/stream", tmp_path / "until-it-stops")

    assert k._connection.call("GET", f"/captures/{capture['id']}")["reason"] == "abandoned"


@pytest.mark.proof
def test_a_kit_s_processes_end_with_it() -> None:
    with start_private_kit(owner="tests that end") as running:
        processes = [psutil.Process(pid) for pid in running.pids]

    assert [process.is_running() for process in processes] == [False, False]


def test_a_second_connection_of_a_program_shares_its_private_kit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CAMPUS5G_KIT_URL", raising=False)

    first, second = connect(), connect("virtual")

    assert first.url == second.url


@pytest.mark.proof
def test_a_private_kit_that_died_is_replaced() -> None:
    first = our_private_kit()
    psutil.Process(first.pids[1]).kill()
    psutil.wait_procs([psutil.Process(first.pids[1])], timeout=60)

    second = our_private_kit()

    assert second is not first
    assert second.alive


def test_a_kit_that_cannot_start_says_why() -> None:
    with pytest.raises(KitError, match="no-such-scenario") as error:
        start_private_kit(scenario="no-such-scenario")

    assert "nominal" in error.value.remedy


def test_a_kit_that_fails_while_starting_says_so(tmp_path: Path) -> None:
    with pytest.raises(KitError, match=r"could not start .*unrecognized arguments") as error:
        Child("campus5g.gateway", ["--inventory", str(tmp_path), "--no-such-option"]).ready()

    assert "campus5g doctor" in error.value.remedy
