"""A virtual kit's network and gateway are a pair: the gateway signs what its own network answered.

Each test has a kit of its own, and programs of this test in the part of a stranger on the machine.
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


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateKit]:
    monkeypatch.chdir(tmp_path)
    with start_private_kit(owner="tests of the pair") as kit:
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
    running: PrivateKit, k: Kit
) -> None:
    kill_network(running)

    with strangers_modem(running, "camera"):
        asked = k.modem("camera").dialogue("AT")
        with pytest.raises(KitError, match="it is not signed") as refused:
            asked.keep("by-a-stranger")

    assert "k = kit.connect()" in refused.value.remedy
    assert not Path("evidence", "by-a-stranger.json").exists()


def test_nobody_takes_an_address_of_a_network_that_runs(running: PrivateKit, k: Kit) -> None:
    with pytest.raises(OSError, match="in use"), strangers_modem(running, "camera"):
        pass

    assert "camera" in k.ues


def test_what_was_kept_before_the_network_ended_stays(running: PrivateKit, k: Kit) -> None:
    k.modem("agv").dialogue("AT").keep("agv")

    kill_network(running)

    assert verify(Path("evidence", "agv.json"))[0].holds


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


def test_the_network_ends_with_its_gateway(running: PrivateKit) -> None:
    network, gateway = (psutil.Process(pid) for pid in running.pids)

    gateway.kill()

    network.wait(WITHIN_S)
    assert not running.alive


def test_no_gateway_is_started_for_a_real_kit_this_way() -> None:
    real = next(file for file in sorted(KITS.glob("*.yaml")) if load_inventory(file).kind == "real")

    with pytest.raises(KitError, match="is the inventory of a real kit"):
        start_private_kit(real)
