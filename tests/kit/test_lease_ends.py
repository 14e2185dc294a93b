"""The end of a lease ends its holder's streams, captures and drives."""

import threading
import time

import pytest
from served_kit import Served

from campus5g.kit import KitError, connect
from campus5g.kit.connection import GatewayConnection

WITHIN_S = 30


def revoke_all(operator: GatewayConnection) -> None:
    for lease in operator.call("GET", "/leases"):
        operator.call("DELETE", f"/leases/{lease['id']}")


def test_revocation_stops_the_robot_and_the_drive(gateway: Served) -> None:
    with GatewayConnection(gateway.url, gateway.token) as operator:
        lease = operator.call("POST", "/leases", {"learner": "sacha"})
        robot = connect(url=gateway.url, token=lease["token"]).robot()

        with pytest.raises(KitError), robot.velocity() as drive:  # noqa: PT012 -- a drive is a block
            for state in drive.states(WITHIN_S):
                drive.send(0.0, 1.0)
                if state.moving:
                    break
            revoke_all(operator)
            drive.hold(0.0, 1.0, WITHIN_S)

        report = operator.call("GET", "/robots/agv")
        until = time.monotonic() + WITHIN_S
        pause = threading.Event()
        while report["driven"] and time.monotonic() < until:
            pause.wait(0.1)
            report = operator.call("GET", "/robots/agv")
        assert report["driven"] is False
        assert report["motion"]["turn_radps"] == pytest.approx(0, abs=0.02)


def test_revocation_ends_a_capture_on_the_kit(gateway: Served) -> None:
    with GatewayConnection(gateway.url, gateway.token) as operator:
        lease = operator.call("POST", "/leases", {"learner": "sacha"})
        capture = connect(url=gateway.url, token=lease["token"]).capture("n2").start()

        revoke_all(operator)

        assert operator.call("GET", "/captures") == []
        with pytest.raises(KitError, match="the trainer ended it"):
            capture.stop()


def test_the_next_learner_finds_the_first_scenario_again(gateway: Served) -> None:
    with GatewayConnection(gateway.url, gateway.token) as operator:
        first = connect(url=gateway.url, token=gateway.token).scenario().name
        lease = operator.call("POST", "/leases", {"learner": "sacha"})
        connect(url=gateway.url, token=lease["token"]).scenario("congested")

        revoke_all(operator)

        until = time.monotonic() + WITHIN_S
        pause = threading.Event()
        while (now := operator.call("GET", "/scenario")["name"]) != first:
            assert time.monotonic() < until
            pause.wait(0.1)
        assert now == first


def test_the_next_learner_does_not_find_the_identities_of_the_one_before(gateway: Served) -> None:
    with GatewayConnection(gateway.url, gateway.token) as operator:
        before = operator.call("GET", "/")["cell"]
        first = operator.call("GET", "/scenario")["name"]
        lease = operator.call("POST", "/leases", {"learner": "sacha"})
        connect(url=gateway.url, token=lease["token"]).scenario(first, "00c0ffee00c0ffee")
        between = operator.call("GET", "/")["cell"]

        revoke_all(operator)

        until = time.monotonic() + WITHIN_S
        pause = threading.Event()
        while (after := operator.call("GET", "/")["cell"]) != before:
            assert time.monotonic() < until
            pause.wait(0.1)
        assert between != before == after
