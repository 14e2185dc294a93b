"""The modem answers as TS 27.007 and a Quectel modem do."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from kit_observer import WITHIN_S, Terminal

from campus5g.inventory import Inventory


@pytest.fixture
def camera(inventory: Inventory) -> Iterator[Terminal]:
    with Terminal(inventory, "camera") as terminal:
        terminal.type("ATE0")
        yield terminal
        terminal.type("AT+C5GREG=0")
        terminal.type("AT+CFUN=1")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AT", ["OK"]),
        ("at+cfun?", ["+CFUN: 1", "OK"]),
        ("AT+CIMI", ["999700000000001", "OK"]),
        ("AT+CGSN", ["352099001234562", "OK"]),
        ("AT+COPS?", ['+COPS: 0,0,"Campus 5G",11', "OK"]),
        ("AT+C5GREG?", ["+C5GREG: 0,1", "OK"]),
        ("AT+CGPADDR", ['+CGPADDR: 1,"10.45.0.2"', "OK"]),
        ("AT+CGPADDR=1", ['+CGPADDR: 1,"10.45.0.2"', "OK"]),
        ("AT+CFUN=7", ["ERROR"]),
        ("AT+NOSUCH", ["ERROR"]),
        ("hello", ["ERROR"]),
    ],
)
def test_a_registered_modem_answers(camera: Terminal, command: str, answer: list[str]) -> None:
    assert camera.type(command) == answer


def test_with_reports_of_kind_2_it_tells_where_it_is_registered(camera: Terminal) -> None:
    camera.type("AT+C5GREG=2")

    status, final = camera.type("AT+C5GREG?")

    assert status == '+C5GREG: 2,1,"000001","000000011",11,4,"01.000001"'
    assert final == "OK"


def test_echo_comes_back_only_where_it_is_on(inventory: Inventory) -> None:
    with Terminal(inventory, "camera") as terminal:
        assert terminal.type("AT") == ["AT", "OK"]
        assert terminal.type("ATE0") == ["ATE0", "OK"]
        assert terminal.type("AT") == ["OK"]
        assert terminal.type("ATE1") == ["OK"]
        assert terminal.type("AT") == ["AT", "OK"]


def test_switched_off_it_has_no_network_and_no_address(camera: Terminal) -> None:
    camera.type("AT+C5GREG=1")

    switched_off = camera.type("AT+CFUN=0")

    assert switched_off == ["+C5GREG: 0", "OK"]
    assert camera.type("AT+CFUN?") == ["+CFUN: 0", "OK"]
    assert camera.type("AT+C5GREG?") == ["+C5GREG: 1,0", "OK"]
    assert camera.type("AT+CGPADDR") == ["OK"]
    assert camera.type("AT+COPS?") == ["+COPS: 0", "OK"]
    camera.type("AT+CFUN=1")
    assert camera.wait_for("+C5GREG: 1") == "+C5GREG: 1"


def test_a_refused_modem_says_so_and_does_not_try_again_by_itself(inventory: Inventory) -> None:
    with Terminal(inventory, "badge") as terminal:
        report = terminal.restart()

        assert report == "+C5GREG: 3"
        assert terminal.type("AT+C5GREG?") == ["+C5GREG: 0,3", "OK"]


def test_every_terminal_sees_the_reports(inventory: Inventory, camera: Terminal) -> None:
    with Terminal(inventory, "camera") as other:
        camera.type("AT+C5GREG=1")
        camera.type("AT+CFUN=0")
        camera.type("AT+CFUN=1")

        assert re.fullmatch(r"\+C5GREG: 1", other.wait_for("+C5GREG: 1"))
        camera.wait_for("+C5GREG: 1")


def test_an_endless_line_is_cut_off_and_the_modem_lives_on(
    inventory: Inventory, camera: Terminal
) -> None:
    address = urlsplit(inventory.ues["camera"].modem)
    with socket.create_connection((address.hostname, address.port), timeout=WITHIN_S) as flood:
        flood.sendall(b"A" * 4096)
        with suppress(ConnectionResetError):
            while flood.recv(4096):
                pass

    assert camera.type("AT") == ["OK"]
