"""Ann leaves a kit in the worst state that she can; bob, who comes after her, finds it as new."""

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from campus5g import set_language
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.starting.private import VIRTUAL, PrivateKit, start_gateway, start_private_kit
from campus5g.kit.starting.processes import Child
from campus5g.pool.order import NETWORK

OWNER = "the next learner"
PORT = 9000
WITHIN_S = 60
SETTINGS = ("AT+CFUN?", "AT+C5GREG?", "AT+CREG?", "AT+CGEREP?", "AT+CMEE?", "AT+COPS?")


@dataclass(frozen=True)
class State:
    """All of a kit that a learner can change."""

    settings: dict[str, list[str]]
    cell: str | None
    forwarded: bool
    scenario: tuple[str, str | None]
    cells: list[int]
    place_m: tuple[float, float]
    captures: list[object]
    answers: bool


def state(k: Kit) -> State:
    at = k.modem("camera").at
    robot = k.robot("agv").state()
    with GatewayConnection(k.url, token_of(k)) as connection:
        captures = connection.call("GET", "/captures")
    return State(
        settings={command: list(at(command).lines) for command in SETTINGS},
        cell=cell_of(k, "agv"),
        forwarded=reached(k.programs["agv"].reached_at),
        scenario=(k.scenario().name, k.scenario().variation),
        cells=sorted(k.antennas),
        place_m=(round(robot.x_m, 1), round(robot.y_m, 1)),
        captures=captures,
        answers=k.latency("camera", count=3, interval_ms=5).lost == 0,
    )


def token_of(k: Kit) -> str:
    return k._connection.headers["Authorization"].removeprefix("Bearer ")


def cell_of(k: Kit, ue: str) -> str | None:
    (line,) = k.modem(ue).at('AT+QENG="servingcell"').lines
    return line.split(",")[6]


def reached(host: str) -> bool:
    try:
        socket.create_connection((host, PORT), timeout=WITHIN_S).close()
    except ConnectionRefusedError:
        return False
    return True


def registered(operator: GatewayConnection, ue: str) -> bool:
    devices = operator.call("GET", "/health")["devices"]
    return next(bool(each["registered"]) for each in devices if each["name"] == ue)


def leave_in_the_worst_state(k: Kit) -> None:
    k.network().handover("agv")
    k.forward("agv", PORT)
    k.sensors(seconds=0.1)
    k.robot("agv").drive(0.3, 0.2, seconds=1)
    k.scenario("congested", None)
    k.capture("n2", "n4").start()
    at = k.modem("camera").at
    for command in ("AT+CREG=2", "AT+C5GREG=2", "AT+CGEREP=2", "AT+CMEE=2", "AT+COPS=3,2"):
        at(command)
    at("AT+CFUN=0")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture(scope="module")
def served() -> Iterator[PrivateKit]:
    with start_private_kit(owner=OWNER, learner="") as kit:
        yield kit


@pytest.fixture
def operator(served: PrivateKit) -> Iterator[GatewayConnection]:
    with GatewayConnection(served.url, served.token) as connection:
        yield connection
        for lease in connection.call("GET", "/leases"):
            connection.call("DELETE", f"/leases/{lease['id']}")


@contextmanager
def learner(operator: GatewayConnection, name: str, **order: object) -> Iterator[Kit]:
    lease = operator.call("POST", "/leases", {"learner": name, **order}, timeout_s=WITHIN_S)
    with connect(url=operator.url, token=lease["token"]) as k:
        yield k


def return_it(k: Kit, operator: GatewayConnection) -> None:
    with GatewayConnection(k.url, token_of(k)) as own:
        own.call("DELETE", "/leases/mine")


def revoke_it(k: Kit, operator: GatewayConnection) -> None:
    for lease in operator.call("GET", "/leases"):
        operator.call("DELETE", f"/leases/{lease['id']}")


def lose_it_to_a_trainer(k: Kit, operator: GatewayConnection) -> None:
    operator.call("POST", "/leases", {"learner": "trainer", "override": True}, timeout_s=WITHIN_S)
    revoke_it(k, operator)


Ending = Callable[[Kit, GatewayConnection], None]


@pytest.mark.parametrize(
    "end",
    [
        return_it,
        pytest.param(lose_it_to_a_trainer, marks=pytest.mark.proof),
    ],
)
def test_bob_finds_the_kit_as_ann_found_it(operator: GatewayConnection, end: Ending) -> None:
    with learner(operator, "ann") as ann:
        before = state(ann)
        leave_in_the_worst_state(ann)
        end(ann, operator)

    with learner(operator, "bob") as bob:
        assert state(bob) == before


@pytest.mark.proof
def test_bob_waits_in_the_queue_and_finds_it_as_new_when_ann_s_time_is_over(
    operator: GatewayConnection,
) -> None:
    with learner(operator, "ann") as ann:
        before = state(ann)
        return_it(ann, operator)
    with learner(operator, "ann", minutes=0.3) as ann, ExitStack() as stack:
        leave_in_the_worst_state(ann)
        bob = operator.call("POST", "/leases", {"learner": "bob", "queue": True})
        until = time.monotonic() + WITHIN_S
        with GatewayConnection(operator.url, bob["token"]) as own:
            while own.call("GET", "/leases/mine")["state"] != "active":
                assert time.monotonic() < until
        k = stack.enter_context(connect(url=operator.url, token=bob["token"]))

        assert state(k) == before


@pytest.mark.proof
def test_what_ann_still_has_under_way_does_not_reach_bob(operator: GatewayConnection) -> None:
    with learner(operator, "ann") as ann:
        said: list[str] = []

        def keep_asking() -> None:
            slow = ["AT+CFUN=0", "AT+CFUN=1"] * 10
            try:
                ann.modem("camera").dialogue(*slow)
            except KitError as error:
                said.append(error.problem)

        asking = threading.Thread(target=keep_asking)
        asking.start()
        until = time.monotonic() + WITHIN_S
        while registered(operator, "camera") and asking.is_alive():
            assert time.monotonic() < until
        revoke_it(ann, operator)
        asking.join(WITHIN_S)

    with learner(operator, "bob") as bob:
        assert bob.modem("camera").at("AT+CFUN?").lines == ["+CFUN: 1"]
        assert bob.latency("camera", count=3, interval_ms=5).lost == 0
    assert "the trainer ended it" in said[0]


@contextmanager
def running(network_or_gateway: Child) -> Iterator[Child]:
    try:
        yield network_or_gateway
    finally:
        network_or_gateway.end()


@pytest.mark.proof
def test_a_gateway_that_starts_again_lends_the_kit_as_new() -> None:
    """Its network was started apart, so it has outlived the first gateway."""
    with running(Child(NETWORK, ["--owner", OWNER])) as network:
        block = network.ready()["block"]
        url, token, first = start_gateway(VIRTUAL, block)
        with (
            running(first),
            GatewayConnection(url, token) as operator,
            learner(operator, "ann") as ann,
        ):
            before = state(ann)
            leave_in_the_worst_state(ann)
            # Killed, so that nothing it does at its end helps.
            os.kill(first.pid, signal.SIGKILL)

        url, token, second = start_gateway(VIRTUAL, block)
        with (
            running(second),
            GatewayConnection(url, token) as operator,
            learner(operator, "bob") as bob,
        ):
            assert network.alive
            assert state(bob) == before


@pytest.mark.proof
def test_a_kit_whose_gateway_is_killed_ends_and_the_next_one_is_as_new() -> None:
    """A pair's network takes no orders from any other gateway: it ends with its own."""
    with start_private_kit(owner=OWNER, learner="") as served:
        network, gateway = served.pids
        ends = os.pidfd_open(network)
        with GatewayConnection(served.url, served.token) as first, learner(first, "ann") as ann:
            before = state(ann)
            leave_in_the_worst_state(ann)
            os.kill(gateway, signal.SIGKILL)
            ended, _, _ = select.select([ends], [], [], WITHIN_S)
        os.close(ends)
        assert ended

    with (
        start_private_kit(owner=OWNER, learner="") as again,
        GatewayConnection(again.url, again.token) as second,
        learner(second, "bob") as bob,
    ):
        assert state(bob) == before


def test_bob_sees_the_radio_that_is_off_and_the_cell_of_each_device(
    operator: GatewayConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    with learner(operator, "bob") as bob:
        bob.show()
        before = capsys.readouterr().out
        bob.modem("camera").at("AT+CFUN=0")
        bob.network().handover("agv")
        bob.show()
        after = capsys.readouterr().out
        set_language("fr")
        bob.show()
        in_french = capsys.readouterr().out

    assert "Every device answers. Not registered with the network: badge." in before
    assert "Every device answers. Not registered with the network: camera, badge." in after
    assert "answers, radio off (AT+CFUN=0)" in after
    first, second = bob._description["gnb"], bob._description["neighbours"][0]["gnb"]
    assert f"({first})" in before
    assert f"({second})" in after
    assert "répond, radio coupée (AT+CFUN=0)" in in_french
    assert "Pas enregistrés sur le réseau : camera, badge." in in_french
