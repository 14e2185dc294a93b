"""A gateway in front of the virtual robot, a witness of its motion, and a path that can fail."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running_program import running
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_and_wait

from campus5g.places import KITS

TOKEN = "a-token-that-only-the-holder-knows"
WITHIN_S = 30
CIRCLE = {"speed_mps": 0.4, "turn_radps": 1.0}

Motion = tuple[float, float, float]
"""When by the robot's clock, its speed in m/s and its turn in rad/s."""


@dataclass
class Witness:
    """Watches the robot directly, past the gateway, and records its motion by its own clock."""

    url: str
    motions: list[Motion] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def watching(self) -> Iterator["Witness"]:
        """Watch during the block."""
        with connect_and_wait(self.url, proxy=None, compression=None) as socket:
            socket.send(json.dumps({"op": "subscribe", "topic": "/odom"}))
            thread = threading.Thread(target=self._watch, args=(socket,))
            thread.start()
            yield self
            socket.close()
            thread.join()

    def wait_until(self, moving: bool, since_s: float = 0.0) -> float:
        """Wait until the robot moves or rests, and return since when, by its clock."""
        return self._first(lambda each: each[0] >= since_s and any(each[1:]) is moving)[0]

    def moved_at(self, time_s: float) -> bool:
        """Wait for the first state from a time on, by the robot's clock: whether it moved."""
        return any(self._first(lambda each: each[0] >= time_s)[1:])

    def moves_now(self) -> bool:
        """Wait for the next state and return whether the robot moves."""
        seen = len(self.motions)
        with self._news:
            assert self._news.wait_for(lambda: len(self.motions) > seen, WITHIN_S), (
                "nothing is seen"
            )
            return any(self.motions[-1][1:])

    def _first(self, is_meant: Callable[[Motion], bool]) -> Motion:
        with self._news:
            found = self._news.wait_for(
                lambda: next(filter(is_meant, self.motions), None), WITHIN_S
            )
        assert found, "nothing of the kind is seen"
        return found

    def _watch(self, socket: Any) -> None:
        for frame in socket:
            message = json.loads(frame)["msg"]
            stamp, twist = message["header"]["stamp"], message["twist"]["twist"]
            motion = (
                stamp["sec"] + stamp["nanosec"] / 1e9,
                twist["linear"]["x"],
                twist["angular"]["z"],
            )
            with self._news:
                self.motions.append(motion)
                self._news.notify_all()


@contextmanager
def running_gateway(
    block: str, inventory: Path = KITS / "virtual.yaml"
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run a gateway of one's own on a free port; yield its address and its process."""
    with running(
        [
            *(sys.executable, "-m", "campus5g.gateway", "--inventory", str(inventory)),
            *("--block", block, "--host", "127.0.0.1", "--port", "0", "--until-stdin-closes"),
        ],
        env={**os.environ, "CAMPUS5G_TOKEN": TOKEN, "CAMPUS5G_LANGUAGE": "en"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"], process
        process.stdin.close()
        try:
            process.wait(WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()


class Client:
    """A client's session: it records events, and renews its velocity with each state.

    While it has a velocity, it opens the session again after a stop, as on a busy machine.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.velocity: dict[str, float] | None = None
        self._messages: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._closed = asyncio.Event()

    async def drive(self, velocity: dict[str, float]) -> None:
        """Ask for a velocity once."""
        await self.socket.send(json.dumps({"drive": velocity}))

    async def reopen(self) -> None:
        """Open the session again."""
        await self.socket.send(json.dumps({"reopen": {}}))

    async def event(self, name: str) -> Any:
        """Return the next event of a name; earlier ones are forgotten."""
        async with asyncio.timeout(WITHIN_S), self._news:
            while True:
                while self._messages:
                    event_message = self._messages.pop(0)
                    if name in event_message:
                        return event_message[name]
                await self._news.wait()

    async def rest(self) -> list[dict[str, Any]]:
        """Return what the gateway says until it closes the connection."""
        async with asyncio.timeout(WITHIN_S):
            await self._closed.wait()
        return self._messages

    async def read(self) -> None:
        """Receive the gateway's messages until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            async for frame in self.socket:
                event_message = json.loads(frame)
                # What the gateway said before it closed is still to be read, answered or not.
                with contextlib.suppress(ConnectionClosed):
                    await self._respond(event_message)
                async with self._news:
                    self._messages.append(event_message)
                    self._news.notify_all()
        self._closed.set()

    async def _respond(self, event_message: dict[str, Any]) -> None:
        if self.velocity is not None and "state" in event_message:
            await self.drive(self.velocity)
        if self.velocity is not None and event_message.get("stopped", {}).get("latched"):
            await self.reopen()


@asynccontextmanager
async def driving(url: str, token: str = TOKEN, robot: str = "agv") -> AsyncIterator[Client]:
    """Open a session; the robot does not move yet."""
    async with connect(
        url.replace("http", "ws") + f"/robots/{robot}/session",
        additional_headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        proxy=None,
        compression=None,
        open_timeout=WITHIN_S,
    ) as socket:
        client = Client(socket)
        reading = asyncio.create_task(client.read())
        yield client
        reading.cancel()


class FailingPath:
    """A TCP path whose connections can freeze: nothing passes, and neither end notices."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self) -> int:
        """Serve on a free port and return it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def freeze(self) -> None:
        """Freeze the present connections; later ones work."""
        for task in self._tasks:
            task.cancel()

    def close(self) -> None:
        """End."""
        self._server.close()
        self.freeze()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        robot_reader, robot_writer = await asyncio.open_connection(*self._target)
        for source, sink in ((reader, robot_writer), (robot_reader, writer)):
            self._tasks.add(asyncio.create_task(_carry(source, sink)))


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()


class CountingRobot:
    """A robot that does nothing but note the velocities that reach it; it always stands."""

    def __init__(self) -> None:
        self.velocities: list[tuple[float, float]] = []
        """When each came, by the monotonic clock, and its speed."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve rosbridge during the block; yield the address."""
        async with serve(self._talk, "127.0.0.1", 0, compression=None) as server:
            host, port = next(iter(server.sockets)).getsockname()
            yield f"ws://{host}:{port}"

    async def _talk(self, socket: ServerConnection) -> None:
        reporting = asyncio.create_task(self._report(socket))
        try:
            async for frame in socket:
                operation = json.loads(frame)
                if operation["op"] == "publish":
                    speed_mps = operation["msg"]["twist"]["linear"]["x"]
                    self.velocities.append((time.monotonic(), speed_mps))
                elif operation["op"] == "call_service":
                    answer = {"op": "service_response", "id": operation["id"], "result": True}
                    await socket.send(json.dumps(answer))
        finally:
            reporting.cancel()

    async def _report(self, socket: ServerConnection) -> None:
        nothing = {"x": 0.0, "y": 0.0, "z": 0.0, "w": 1.0}
        place = {"position": {"x": 40.0, "y": 20.0}, "orientation": nothing}
        while True:
            stamp = {"stamp": {"sec": int(time.time()), "nanosec": int(time.time() % 1 * 1e9)}}
            twist = {"linear": nothing, "angular": nothing}
            odometry = {"header": stamp, "pose": {"pose": place}, "twist": {"twist": twist}}
            rays = {"angle_min": 0.0, "angle_increment": 0.1, "range_min": 0.1, "ranges": [9.0]}
            for topic, message in (("/odom", odometry), ("/scan", {"header": stamp, **rays})):
                await socket.send(json.dumps({"op": "publish", "topic": topic, "msg": message}))
            await asyncio.sleep(0.05)
