"""The gateway as a process: how it starts, refuses to start, and ends."""

import asyncio
import json
import os
import signal
import socket

import httpx
import pytest
from gateway_bench import TOKEN, Bench, start_gateway

from campus5g.gateway.server import listen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_gateway_and_leaves_nothing(
    bench: Bench, number: signal.Signals
) -> None:
    await bench.start_capture("n2")
    during = list(os.scandir(bench.folder))

    bench.process.send_signal(number)

    async with asyncio.timeout(60):
        assert await bench.process.wait() == 0
    assert (len(during), list(os.scandir(bench.folder))) == (1, [])


async def test_only_the_gateway_s_user_can_read_captures(bench: Bench) -> None:
    await bench.start_capture("n2")

    [folder] = os.scandir(bench.folder)

    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.proof
async def test_a_taken_address_is_reported(bench: Bench) -> None:
    second = await start_gateway("--host", bench.inventory.gateway.host)
    _, said = await second.communicate(b"")

    assert second.returncode == 2
    assert b"can't listen on" in said
    assert b"Traceback" not in said


async def test_the_gateway_refuses_to_start_without_a_token() -> None:
    process = await start_gateway(token="short")
    _, said = await process.communicate(b"")

    assert process.returncode == 2
    assert b"needs a token" in said


@pytest.mark.proof
async def test_the_gateway_reports_the_free_port_it_took(bench: Bench) -> None:
    process = await start_gateway("--host", "127.0.0.1", "--port", "0", "--until-stdin-closes")
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    await process.communicate(b"")

    assert b"http://127.0.0.1:" in line
    assert b":0" not in line
    assert process.returncode == 0


@pytest.mark.proof
async def test_a_learner_s_own_kit_is_lent_to_nobody_else(bench: Bench) -> None:
    process = await start_gateway(
        *("--block", str(bench.inventory.block), "--host", "127.0.0.1", "--port", "0"),
        *("--learner", "ada", "--for-learner-alone", "--until-stdin-closes"),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    url = json.loads(await process.stdout.readline())["url"]
    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
    ) as client:
        to_ben = await client.post("/leases", json={"learner": "ben"})
        to_ada = await client.post("/leases", json={"learner": "ada"})
    process.stdin.close()
    await process.communicate()

    assert (to_ben.status_code, to_ada.status_code) == (403, 201)


def test_an_answer_s_body_does_not_wait_until_its_head_is_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
