"""A kernel of somebody's server, as JupyterLab talks to it: by WebSocket."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin


@asynccontextmanager
async def kernel_channel(
    browser: httpx.AsyncClient, server: str, kernel: str, within_s: float
) -> AsyncIterator[ClientConnection]:
    """Connect to a kernel as a browser that is signed in.

    Args:
        browser: at the site's address.
        server: the path of the person's server.
        kernel: the kernel's id.
        within_s: how long the connection may take.
    """
    path = f"{server}/api/kernels/{kernel}/channels"
    cookie = browser.build_request("GET", path).headers["Cookie"]
    site = str(browser.base_url).rstrip("/")
    async with connect(
        f"{site.replace('http', 'ws', 1)}{path}",
        additional_headers={"Cookie": cookie},
        origin=Origin(site),
        max_size=None,
        open_timeout=within_s,
        # Browsers don't ask whether a busy server is still there.
        ping_interval=None,
    ) as connection:
        yield connection


async def execute(kernel: ClientConnection, code: str, within_s: float) -> dict[str, Any]:
    """Run a cell until the kernel is idle again; return the content of its reply.

    Raises:
        TimeoutError: it is not answered.
    """
    number = uuid.uuid4().hex
    header = {
        "msg_id": number,
        "msg_type": "execute_request",
        "username": "",
        "session": number,
        "date": "",
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    request = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}}
    await kernel.send(json.dumps({**request, "content": content, "buffers": []}))
    reply: dict[str, Any] = {}
    idle = False
    async with asyncio.timeout(within_s):
        while not (reply and idle):
            answer = json.loads(await kernel.recv())
            if answer["parent_header"].get("msg_id") != number:
                continue
            if answer["msg_type"] == "execute_reply":
                reply = answer["content"]
            idle = idle or answer["content"].get("execution_state") == "idle"
    return reply
