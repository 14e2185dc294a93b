"""A virtual kit's network and gateway are a pair: the gateway signs what its own network answered.

The programs of these tests play the part of a stranger on the same machine.
"""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from campus5g.inventory import Inventory, load_inventory
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.evidence import verify
from campus5g.kit.starting.private import VIRTUAL, PrivateKit, start_private_kit
from campus5g.places import KITS

WITHIN_S = 60


@pytest.fixture(scope="module")
def running() -> Iterator[PrivateKit]:
    with start_private_kit(owner="tests of the pair") as kit:
        yield kit


@pytest.fixture
def doomed() -> Iterator[PrivateKit]:
    """A kit that the test may kill."""
    with start_private_kit(owner="tests that end the pair") as kit:
        yield kit


@pytest.fixture
def k(running: PrivateKit) -> Iterator[Kit]:
    with connect(url=running.url, token=running.token) as kit:
        yield kit


def as_it_runs(kit: PrivateKit) -> Inventory:
    """The kit's inventory, at the addresses of its block."""
    address = urlsplit(kit.url).hostname
    return load_inventory(VIRTUAL).moved_to(IPv4Network(f"{address}/24", strict=False))


def kill_network(kit: PrivateKit) -> None:
    network = psutil.Process(kit.pids[0])
    network.kill()
    network.wait(WITHIN_S)


@contextmanager
def strangers_modem(kit: PrivateKit, device: str) -> Iterator[None]:
    """A stranger's program that answers OK at the address of a device's modem."""
    host, port = as_it_runs(kit).ues[device].modem.removeprefix("socket://").split(":")
    with socket.create_server((host, int(port))) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, connection.makefile("rb") as lines:
                    for _ in lines:
                        connection.sendall(b"\r\nOK\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)


def ordered(kit: PrivateKit, **order: object) -> dict[str, object]:
    """Give an order at the kit's control port, as any program on the machine may try."""
    control = as_it_runs(kit).control
    assert control is not None
    with (
        socket.create_connection((control.host, control.port), timeout=WITHIN_S) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(json.dumps({"language": "en", **order}).encode() + b"\n")
        answer: dict[str, object] = json.loads(answers.readline())
        return answer


def test_what_a_stranger_answers_in_the_place_of_a_dead_network_is_not_signed(
    doomed: PrivateKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    k = connect(url=doomed.url, token=doomed.token)
    k.modem("agv").dialogue("AT").keep("by-the-kit")

    kill_network(doomed)
    with strangers_modem(doomed, "camera"):
        asked = k.modem("camera").dialogue("AT")
        with pytest.raises(KitError, match="it is not signed") as refused:
            asked.keep("by-a-stranger")

    assert "k = kit.connect()" in refused.value.remedy
    assert {piece.name for piece in verify(Path("evidence")) if piece.holds} == {
        "by-the-kit.json",
        "kit.json",
    }


@pytest.mark.proof
def test_nobody_takes_an_address_of_a_network_that_runs(running: PrivateKit, k: Kit) -> None:
    with pytest.raises(OSError, match="in use"), strangers_modem(running, "camera"):
        pass

    assert "camera" in k.ues


@pytest.mark.parametrize("key", [None, "", "guessed"])
def test_the_network_takes_no_orders_but_from_its_gateway(
    running: PrivateKit, k: Kit, key: str | None
) -> None:
    stated = {} if key is None else {"key": key}

    answer = ordered(running, do="scenario", name="congested", **stated)

    assert answer["problem"] == "This kit takes orders from its own gateway only."
    assert k.scenario().name == "nominal"


def test_the_description_of_a_kit_does_not_tell_its_key(k: Kit) -> None:
    assert "control" not in json.dumps(k.describe())


@pytest.mark.proof
def test_the_network_ends_with_its_gateway(doomed: PrivateKit) -> None:
    network, gateway = (psutil.Process(pid) for pid in doomed.pids)

    gateway.kill()

    network.wait(WITHIN_S)
    assert not doomed.alive


def test_no_gateway_is_started_for_a_real_kit_this_way() -> None:
    real = next(file for file in sorted(KITS.glob("*.yaml")) if load_inventory(file).kind == "real")

    with pytest.raises(KitError, match="is the inventory of a real kit"):
        start_private_kit(real)
