"""The modem answers as TS 27.007 and a Quectel modem do."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
import serial
from control_port import order
from kit_observer import REPORT_ANSWERED, WITHIN_S, Recording, Terminal

from campus5g.inventory import Inventory

StartKit = Callable[[str], Inventory]


def modems_of(inventory: Inventory) -> dict[str, dict[str, Any]]:
    """The modems as the kit's control port reports them, by name."""
    assert inventory.control is not None
    address = inventory.control.host, inventory.control.port
    with socket.create_connection(address, timeout=WITHIN_S) as control:
        control.sendall(b'{"do": "modems"}\n')
        lines = control.makefile("rb").read().splitlines()
    return {modem["ue"]: modem for modem in map(json.loads, lines)}


@pytest.fixture
def camera(inventory: Inventory) -> Iterator[Terminal]:
    with Terminal(inventory, "camera") as terminal:
        terminal.type("ATE0")
        yield terminal
        terminal.type("AT&FE0")
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
        ("AT+CGPADDR=2", ["OK"]),
        ("ATI", ["Quectel", "RM520N-GL", "Revision: RM520NGLAAR03A03M4G", "OK"]),
        ("AT+CGMI", ["Quectel", "OK"]),
        ("AT+CPIN?", ["+CPIN: READY", "OK"]),
        ("AT+CGATT?", ["+CGATT: 1", "OK"]),
        ("AT+CGACT?", ["+CGACT: 1,1", "OK"]),
        ("AT+CGREG?", ["+CGREG: 0,0", "OK"]),
        ("AT+CEREG?", ["+CEREG: 0,0", "OK"]),
        ("AT+CGCONTRDP", ['+CGCONTRDP: 1,0,"internet","10.45.0.2"', "OK"]),
        ("AT+CGDCONT?", ['+CGDCONT: 1,"IP","internet","0.0.0.0",0,0,0,0,,,,,,,,,"",,,,0', "OK"]),
        ("AT+C5GREG=?", ["+C5GREG: (0-3)", "OK"]),
        ("AT+COPS=?", ['+COPS: (2,"Campus 5G","Campus 5G","99970",11),,(0-3),(0-2)', "OK"]),
        ("AT+COPS=3,2;+COPS?;+COPS=3,0", ['+COPS: 0,2,"99970",11', "OK"]),
        ("AT+CSQ", ["+CSQ: 99,99", "OK"]),
        ("AT+QNWINFO", ['+QNWINFO: "TDD NR5G","99970","NR5G BAND 77",656668', "OK"]),
        ("AT+QCAINFO", ['+QCAINFO: "PCC",656668,6,"NR5G BAND 77",17', "OK"]),
        ("AT+QSPN", ['+QSPN: "Campus 5G","Campus 5G","",0,"99970"', "OK"]),
        ('AT+QENG="neighbourcell"', ["OK"]),
        ('AT+QNWPREFCFG="mode_pref"', ['+QNWPREFCFG: "mode_pref",AUTO', "OK"]),
        ("ATS3?", ["013", "OK"]),
        ("AT&C1&D2E0", ["OK"]),
        ("AT+CFUN=7", ["ERROR"]),
        ("AT+CSQ;+NOSUCH;+CIMI", ["+CSQ: 99,99", "ERROR"]),
        ("AT+NOSUCH", ["ERROR"]),
        ("hello", ["ERROR"]),
    ],
)
def test_a_registered_modem_answers(camera: Terminal, command: str, answer: list[str]) -> None:
    assert camera.type(command) == answer


def test_c5greg_2_reports_the_cell_of_registration(camera: Terminal) -> None:
    camera.type("AT+C5GREG=2")

    status, final = camera.type("AT+C5GREG?")

    assert status == '+C5GREG: 2,1,"000001","000000011",11,4,"01.000001"'
    assert final == "OK"


@pytest.mark.parametrize(
    ("command", "shape"),
    [
        (
            'AT+QENG="servingcell"',
            r'\+QENG: "servingcell","CONNECT","NR5G-SA","TDD",999,70,11,17,1,656668,77,6,'
            r"-\d{2,3},-\d{1,2},-?\d+,1,-",
        ),
        ("AT+CESQ", r"\+CESQ: 99,99,255,255,255,255,\d+,\d+,\d+"),
        ("AT+QCSQ", r'\+QCSQ: "NR5G",-\d{2,3},-?\d+,-\d{1,2}'),
        ("AT+QRSRP", r"\+QRSRP: (-\d{2,3}),\1,-140,-140,NR5G"),
        ("AT+QSINR", r"\+QSINR: (-?\d+),\1,-32768,-32768,NR5G"),
        ("AT+CCLK?", r'\+CCLK: "\d\d/\d\d/\d\d,\d\d:\d\d:\d\d\+00"'),
        ("AT+QTEMP", r'\+QTEMP:"modem-lte-sub6-pa1","\d\d"'),
    ],
)
def test_variable_answers_have_the_format_of_real_modems(
    camera: Terminal, command: str, shape: str
) -> None:
    answer = camera.type(command)

    assert re.fullmatch(shape, answer[0])
    assert answer[-1] == "OK"


@pytest.mark.parametrize(
    ("level", "result"),
    [(0, "ERROR"), (1, "+CME ERROR: 50"), (2, "+CME ERROR: Incorrect parameters")],
)
def test_errors_use_the_chosen_format(camera: Terminal, level: int, result: str) -> None:
    camera.type(f"AT+CMEE={level}")

    assert camera.type("AT+CFUN=7") == [result]
    assert camera.type("AT+NOSUCH") == ["ERROR"]


def test_short_results_are_numbers(camera: Terminal) -> None:
    camera.send("ATV0")
    camera.send("AT+CIMI")
    camera.send("AT+NOSUCH")
    camera.send("ATV1")

    assert camera.read_line() == "0\r999700000000001"
    assert camera.read_line() == "0\r4"
    assert camera.read_line() == "OK"


def test_a_line_can_be_corrected_while_it_is_typed(camera: Terminal) -> None:
    camera.send("AT+CFUM\x08N?")

    assert camera.read_line() == "+CFUN: 1"


@pytest.mark.parametrize("repeat", ["A/", "a/"])
def test_a_slash_repeats_the_last_line_without_a_line_ending(
    inventory: Inventory, repeat: str
) -> None:
    url = inventory.ues["camera"].modem
    with serial.serial_for_url(url, timeout=WITHIN_S) as port:
        port.write(b"ATE0;+CIMI\r")
        port.read_until(b"OK\r\n")

        port.write(repeat.encode())

        assert b"999700000000001" in port.read_until(b"OK\r\n")


def test_echo_appears_only_where_it_is_on(inventory: Inventory) -> None:
    with Terminal(inventory, "camera") as terminal:
        assert terminal.type("AT") == ["AT", "OK"]
        assert terminal.type("ATE0") == ["ATE0", "OK"]
        assert terminal.type("AT") == ["OK"]
        assert terminal.type("ATE1") == ["OK"]
        assert terminal.type("AT") == ["AT", "OK"]


def test_a_modem_with_its_radio_off_has_no_network_or_address(camera: Terminal) -> None:
    camera.type("AT+C5GREG=1")

    switched_off = camera.type("AT+CFUN=0")

    assert switched_off == ["+C5GREG: 0", "OK"]
    assert camera.type("AT+CFUN?") == ["+CFUN: 0", "OK"]
    assert camera.type("AT+C5GREG?") == ["+C5GREG: 1,0", "OK"]
    assert camera.type("AT+CGPADDR") == ["OK"]
    assert camera.type("AT+COPS?") == ["+COPS: 0", "OK"]
    camera.type("AT+CFUN=1")
    assert camera.wait_for("+C5GREG: 1") == "+C5GREG: 1"


def test_a_refused_modem_reports_it_and_does_not_retry(inventory: Inventory) -> None:
    with Terminal(inventory, "badge") as terminal:
        report = terminal.restart()

        assert report == "+C5GREG: 3"
        assert terminal.type("AT+C5GREG?") == ["+C5GREG: 0,3", "OK"]


def test_a_deregistered_modem_is_on_and_has_no_network(camera: Terminal) -> None:
    camera.type("AT+C5GREG=1")
    camera.type("AT+CGEREP=2")

    left = camera.type("AT+COPS=2")

    assert left == ["+CGEV: ME PDN DEACT 1", "+C5GREG: 0", "OK"]
    assert camera.type("AT+COPS?;+CFUN?;+CGATT?")[:-1] == ["+COPS: 2", "+CFUN: 1", "+CGATT: 0"]
    assert camera.type('AT+QENG="servingcell";+QNWINFO;+QCSQ;+CESQ') == [
        '+QENG: "servingcell","SEARCH"',
        "+QNWINFO: No Service",
        '+QCSQ: "NOSERVICE"',
        "+CESQ: 99,99,255,255,255,255,255,255,255",
        "OK",
    ]
    assert camera.type("AT+COPS=0") == [
        "+C5GREG: 2",
        "+CGEV: ME PDN ACT 1",
        "+C5GREG: 1",
        "OK",
    ]


def test_a_modem_that_may_not_use_the_band_searches_on(camera: Terminal) -> None:
    camera.type('AT+QNWPREFCFG="nr5g_band",78')

    assert camera.type("AT+C5GREG?") == ["+C5GREG: 0,2", "OK"]
    camera.type("AT+C5GREG=1")
    camera.type('AT+QNWPREFCFG="nr5g_band",77:78')
    assert camera.wait_for("+C5GREG: 1") == "+C5GREG: 1"
    assert camera.type('AT+QNWPREFCFG="nr5g_band"')[0] == '+QNWPREFCFG: "nr5g_band",77:78'


def test_a_refused_modem_camps_without_service(inventory: Inventory) -> None:
    with Terminal(inventory, "badge") as terminal:
        terminal.type("ATE0")
        terminal.type("AT+CMEE=1")

        assert terminal.type("AT+COPS=0") == ["+CME ERROR: 32"]
        assert '"servingcell","LIMSRV","NR5G-SA"' in terminal.type('AT+QENG="servingcell"')[0]


def test_c5greg_3_reports_the_cause_of_a_refusal(start_kit: StartKit) -> None:
    with Terminal(start_kit("refused"), "badge") as terminal:
        terminal.type("ATE0")
        terminal.type("AT+C5GREG=3")

        assert terminal.type("AT+C5GREG?") == ["+C5GREG: 3,3,,,,,,0,7", "OK"]


def test_an_idle_modem_is_registered_without_a_connection(start_kit: StartKit) -> None:
    kit = start_kit("sleeping")
    with Terminal(kit, "badge") as terminal:
        terminal.type("AT+CFUN=0")
        recording = Recording(kit, ("n3",))
        terminal.restart()
        recording.wait_for("n3", REPORT_ANSWERED)
        connected = terminal.type('AT+CSCON?;+QENG="servingcell"')
        order(kit, do="release", ue="badge")
        idle = terminal.type('AT+CSCON?;+QENG="servingcell";+C5GREG?')

    assert connected[0] == "+CSCON: 0,1"
    assert '"servingcell","CONNECT"' in connected[1]
    assert idle[0] == "+CSCON: 0,0"
    assert '"servingcell","NOCONN"' in idle[1]
    assert idle[2] == "+C5GREG: 0,1"


def test_a_modem_deregistered_by_the_network_registers_on_command(
    inventory: Inventory, camera: Terminal
) -> None:
    order(inventory, do="deregister", ue="camera")
    sent_away = camera.type("AT+C5GREG?")

    camera.type("AT+COPS=0")

    assert sent_away == ["+C5GREG: 0,0", "OK"]
    assert camera.type("AT+C5GREG?") == ["+C5GREG: 0,1", "OK"]


def test_a_program_opens_the_pseudo_terminal_as_a_serial_device(inventory: Inventory) -> None:
    path = modems_of(inventory)["agv"]["terminal"]

    with serial.Serial(path, 115_200, timeout=WITHIN_S) as port:
        port.write(b"AT+CIMI\r")
        answer = port.read_until(b"OK\r\n")

    assert path.startswith("/dev/pts/")
    assert answer == b"AT+CIMI\r\r\n999700000000002\r\n\r\nOK\r\n"


def test_an_unread_terminal_delays_nothing(inventory: Inventory) -> None:
    path = modems_of(inventory)["agv"]["terminal"]
    with serial.Serial(path, 115_200, timeout=WITHIN_S) as port:
        for _ in range(300):
            port.write(b"AT+CLAC\r")

    with Terminal(inventory, "agv") as terminal:
        terminal.type("ATE0")
        assert terminal.type("AT") == ["OK"]


def test_a_command_completes_after_its_terminal_disconnects(
    inventory: Inventory, camera: Terminal
) -> None:
    camera.type("AT+C5GREG=1")

    with Terminal(inventory, "camera") as other:
        other.send("AT+CFUN=0")

    assert camera.wait_for("+C5GREG: 0") == "+C5GREG: 0"
    camera.type("AT+CFUN=1")
    assert camera.wait_for("+C5GREG: 1") == "+C5GREG: 1"


def test_every_terminal_sees_the_reports(inventory: Inventory, camera: Terminal) -> None:
    with Terminal(inventory, "camera") as other:
        camera.type("AT+C5GREG=1")
        camera.type("AT+CFUN=0")
        camera.type("AT+CFUN=1")

        assert re.fullmatch(r"\+C5GREG: 1", other.wait_for("+C5GREG: 1"))
        camera.wait_for("+C5GREG: 1")


def test_an_endless_line_is_cut_off_and_the_modem_keeps_working(
    inventory: Inventory, camera: Terminal
) -> None:
    address = urlsplit(inventory.ues["camera"].modem)
    with socket.create_connection((address.hostname, address.port), timeout=WITHIN_S) as flood:
        flood.sendall(b"A" * 4096)
        with suppress(ConnectionResetError):
            while flood.recv(4096):
                pass

    assert camera.type("AT") == ["OK"]
