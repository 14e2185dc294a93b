"""A modem is the same modem on a serial device, over TCP, and over RFC 2217 behind ser2net."""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from campus5g.gateway.modems.driver import Modem, ModemError
from campus5g.inventory import Inventory, claim_block

WITHIN_S = 30
SER2NET = shutil.which("ser2net", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.fixture
def inventory(virtual_kit: Any) -> Inventory:
    moved: Inventory = virtual_kit.inventory
    return moved


@pytest.fixture
def terminal(inventory: Inventory) -> str:
    """The pseudo-terminal of the camera's modem, as the kit reports it."""
    assert inventory.control is not None
    address = inventory.control.host, inventory.control.port
    with socket.create_connection(address, timeout=WITHIN_S) as control:
        control.sendall(b'{"do": "modems"}\n')
        answers = [json.loads(line) for line in control.makefile("rb").read().splitlines()]
    return str(next(each["terminal"] for each in answers if each["ue"] == "camera"))


@pytest.fixture
async def ser2net(
    terminal: str, tmp_path: Path
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """Debian's ser2net in front of the terminal, and its address."""
    assert SER2NET is not None
    with claim_block("test_modem_lines") as block:
        host = str(block.network.network_address + 21)
        configuration = tmp_path / "ser2net.yaml"
        configuration.write_text(
            "%YAML 1.1\n---\nconnection: &modem\n"
            f"  accepter: telnet(rfc2217),tcp,{host},2217\n"
            f"  connector: serialdev,{terminal},115200n81,local\n"
        )
        process = await asyncio.create_subprocess_exec(
            SER2NET, "-n", "-u", "-c", configuration, stderr=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(WITHIN_S):
            while not await listens(host, 2217):
                assert process.returncode is None
                await asyncio.sleep(0.05)
        yield f"rfc2217://{host}:2217", process
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def test_a_modem_answers_alike_over_tcp_and_serial(
    inventory: Inventory, terminal: str
) -> None:
    over_tcp = await Modem(inventory.ues["camera"].modem).ask("AT+CIMI;+QNWINFO")
    on_the_device = await Modem(terminal).ask("AT+CIMI;+QNWINFO")

    assert over_tcp == on_the_device
    assert over_tcp.lines[0] == "999700000000001"


@pytest.mark.proof
async def test_a_modem_works_over_rfc_2217(
    ser2net: tuple[str, asyncio.subprocess.Process],
) -> None:
    modem = Modem(ser2net[0])

    identity = await modem.ask("AT+CIMI")
    await modem.ask("AT+C5GREG=2")
    off = await modem.ask("AT+CFUN=0", timeout_s=60)
    on = await modem.ask("AT+CFUN=1", ["+C5GREG: 1"], timeout_s=60)

    assert identity.lines == ["999700000000001"]
    assert "+C5GREG: 0" in off.lines
    assert on.matched is not None
    await modem.ask("AT+C5GREG=0")


@pytest.mark.proof
async def test_a_cut_line_is_reported(
    ser2net: tuple[str, asyncio.subprocess.Process],
) -> None:
    address, process = ser2net
    modem = Modem(address)
    await modem.ask("AT")

    process.kill()
    await process.wait()

    with pytest.raises(ModemError):
        await modem.ask("AT", timeout_s=2)


async def test_a_missing_serial_device_is_reported() -> None:
    with pytest.raises(ModemError, match="can't be reached"):
        await Modem("/dev/no-such-modem").ask("AT")
