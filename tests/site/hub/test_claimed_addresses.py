"""A claimed address gives no further tries: the real proxy, and a page in uvicorn behind it.

What it means for sign-ins at the Hub is with the sign-ins of a running site.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from tornado.testing import bind_unused_port

from campus5g.site.hub.client_address import TRUSTED
from campus5g.site.portal.safety.often import OftenGuard, TooOftenError
from campus5g.site.running.ports import free_ports

TRIES = 3
NOBODY, THIS_MACHINE = "", "127.0.0.1"

Ask = Callable[[dict[str, str]], Awaitable[int]]


def guarded_page() -> FastAPI:
    """Return a page that an address may ask for three times."""
    app, guard = FastAPI(), OftenGuard(most=TRIES, within_s=900)

    @app.get("/")
    def ask(request: Request) -> str:
        guard.count(request)
        return "asked"

    @app.exception_handler(TooOftenError)
    async def refuse(request: Request, error: Exception) -> Response:
        return PlainTextResponse(str(error), status_code=409)

    return app


@asynccontextmanager
async def behind_proxy(trusted: str) -> AsyncIterator[Ask]:
    """Ask a page in uvicorn through the site's proxy, which trusts the given server."""
    listening, page_port = bind_unused_port()
    port, api_port = free_ports(2)
    server = uvicorn.Server(
        uvicorn.Config(guarded_page(), proxy_headers=False, log_level="warning")
    )
    serving = asyncio.create_task(server.serve([listening]))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "campus5g.site.hub.proxy"),
        *("--default-target", f"http://127.0.0.1:{page_port}"),
        *("--ip", "127.0.0.1", "--port", str(port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(api_port)),
        env={**os.environ, TRUSTED: trusted},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async for line in process.stderr:
        if b"Proxy API at" in line:
            break
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:

        async def ask(headers: dict[str, str]) -> int:
            return (await client.get("/", headers=headers)).status_code

        yield ask
    process.terminate()
    await process.communicate()
    server.should_exit = True
    await serving


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-for"])
async def test_a_browser_with_changing_claimed_addresses_counts_as_one(
    name: str,
) -> None:
    async with behind_proxy(trusted=NOBODY) as ask:
        answers = [await ask({name: f"203.0.113.{number}"}) for number in range(TRIES + 1)]

    assert answers == [200] * TRIES + [409]


async def test_browsers_behind_a_trusted_server_are_counted_separately() -> None:
    async with behind_proxy(trusted=THIS_MACHINE) as ask:
        first = [await ask({"X-Forwarded-For": "203.0.113.1"}) for _ in range(TRIES + 1)]
        second = await ask({"X-Forwarded-For": "203.0.113.2"})

    assert first == [200] * TRIES + [409]
    assert second == 200


async def test_only_the_last_forwarded_address_is_trusted() -> None:
    async with behind_proxy(trusted=THIS_MACHINE) as ask:
        answers = [
            await ask({"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.1"})
            for number in range(TRIES + 1)
        ]

    assert answers == [200] * TRIES + [409]
