"""The gNB's metrics port behaves like srsRAN's, as websocket-client sees it."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import websocket
from kit_observer import Terminal

from campus5g.inventory import Inventory

WITHIN_S = 60


class Subscriber:
    """A client of a gNB's metrics port."""

    def __init__(self, inventory: Inventory) -> None:
        self._socket = websocket.create_connection(inventory.gnb.metrics_url, timeout=WITHIN_S)

    def order(self, text: str) -> dict[str, Any]:
        """Send a command and return its answer; skip reports that come before."""
        self._socket.send(text)
        while True:
            message = json.loads(self._socket.recv())
            if "cells" not in message:
                return message  # type: ignore[no-any-return]

    def report(self) -> dict[str, Any]:
        """Return the next report's cell."""
        while True:
            message = json.loads(self._socket.recv())
            if "cells" in message:
                assert "cmd" not in message
                (cell,) = message["cells"]
                return cell  # type: ignore[no-any-return]

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def subscriber(inventory: Inventory) -> Iterator[Subscriber]:
    subscriber = Subscriber(inventory)
    yield subscriber
    subscriber.close()


def test_a_report_lists_each_connected_ue(subscriber: Subscriber) -> None:
    answer = subscriber.order('{"cmd": "metrics_subscribe"}')
    ues = {ue["rnti"]: ue for ue in subscriber.report()["ue_list"]}

    assert answer.keys() == {"cmd", "timestamp"}
    assert set(ues) == {0x4601, 0x4602}
    for ue in ues.values():
        assert 0 <= ue["cqi"] <= 15
        assert 0 <= ue["dl_mcs"] <= 28
        assert 0 <= ue["ul_mcs"] <= 28
        assert ue["dl_ri"] in (1.0, 2.0)
        assert ue["dl_nof_ok"] >= 0
        assert ue["ta_ns"] > 0
        assert ue["pci"] == 17
        assert {"pusch_snr_db", "bsr", "dl_bs", "last_phr", "ul_nof_nok"} <= ue.keys()


def test_a_report_counts_traffic_over_the_air(inventory: Inventory, subscriber: Subscriber) -> None:
    subscriber.order('{"cmd": "metrics_subscribe"}')
    target = str(inventory.user_plane.devices["camera"].reached_at), 2112  # type: ignore[union-attr]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as program:
        subscriber.report()
        for _ in range(100):
            program.sendto(bytes(1000), target)
        camera: list[dict[str, Any]] = []
        while sum(ue["dl_nof_ok"] for ue in camera) < 100:
            camera += [ue for ue in subscriber.report()["ue_list"] if ue["rnti"] == 0x4601]

    assert max(ue["dl_brate"] for ue in camera) > 0


def test_a_ue_that_connects_and_leaves_is_an_event(
    inventory: Inventory, subscriber: Subscriber
) -> None:
    subscriber.order('{"cmd": "metrics_subscribe"}')
    with Terminal(inventory, "camera") as camera:
        camera.type("AT+CFUN=0")
        gone = _until_event(subscriber, "ue_rem")
        camera.type("AT+CFUN=1")
        back = _until_event(subscriber, "ue_create")

    assert 0x4601 not in {ue["rnti"] for ue in gone.get("ue_list", [])}
    assert back["cell_metrics"]["msg3_nof_ok"] == 1
    assert {event["rnti"] for event in back["event_list"]} == {0x4601}


def _until_event(subscriber: Subscriber, kind: str) -> dict[str, Any]:
    while True:
        cell = subscriber.report()
        if any(event["event_type"] == kind for event in cell.get("event_list", [])):
            return cell


def test_a_second_subscriber_gets_the_same_report(
    inventory: Inventory, subscriber: Subscriber
) -> None:
    other = Subscriber(inventory)
    subscriber.order('{"cmd": "metrics_subscribe"}')
    other.order('{"cmd": "metrics_subscribe"}')
    report = other.report()

    assert any(subscriber.report() == report for _ in range(60))
    other.close()


def test_an_unsubscribed_client_gets_no_more_reports(subscriber: Subscriber) -> None:
    subscriber.order('{"cmd": "metrics_subscribe"}')
    subscriber.report()
    subscriber.order('{"cmd": "metrics_unsubscribe"}')
    # The next message is the answer to the next command.
    subscriber._socket.send('{"cmd": "none"}')

    assert json.loads(subscriber._socket.recv())["cmd"] == "none"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"cmd": "quit"}', "Unknown command type: quit"),
        ('{"cmd": 7}', "'cmd' object value type should be a string"),
        ("[]", "'cmd' object is missing and it is mandatory"),
        ("{", "Expecting property name"),
    ],
)
def test_an_invalid_command_is_an_error(subscriber: Subscriber, text: str, error: str) -> None:
    assert subscriber.order(text)["error"].startswith(error)
