"""The gateway in front of a kit's edge that the test controls."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from gateway_bench import TOKEN, VIRTUAL, Bench, registered_modem, start_gateway
from kit_edge import CapturePointServer, ControlServer, ModemServer

from campus5g import set_language
from campus5g.inventory import claim_block, load_inventory


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A running gateway; n2, n4 and the control port are served; camera has a modem."""
    with claim_block("tests of the gateway") as block:
        inventory = load_inventory(VIRTUAL).moved_to(block.network)
        points = {name: CapturePointServer() for name in ("n2", "n4")}
        for name, server in points.items():
            await server.listen(inventory.capture[name].host, inventory.capture[name].port)
        modem = ModemServer(registered_modem)
        host, port = inventory.ues["camera"].modem.removeprefix("socket://").split(":")
        await modem.listen(host, int(port))
        control = ControlServer()
        assert inventory.control is not None
        await control.listen(inventory.control.host, inventory.control.port)
        process = await start_gateway(
            "--block", str(block.network), "--until-stdin-closes", folder=tmp_path
        )
        assert process.stdout is not None
        assert process.stderr is not None
        log = asyncio.create_task(process.stderr.read())
        async with asyncio.timeout(60):
            assert await process.stdout.readline() == (
                b'{"ready": true, "url": "%s"}\n' % inventory.gateway.url.encode()
            )
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "en"}
        async with httpx.AsyncClient(
            base_url=inventory.gateway.url, headers=headers, timeout=60, trust_env=False
        ) as client:
            yield Bench(inventory, process, client, log, tmp_path, points, modem, control)
        if process.returncode is None:
            process.kill()
            await process.wait()
        await log
        for server in (*points.values(), modem, control):
            await server.close()
