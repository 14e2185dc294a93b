"""A server that is being started is noticed as soon as it takes connections."""

import asyncio
from dataclasses import dataclass, field

from campus5g.site.hub.listening import until_it_listens
from campus5g.site.running.ports import free_ports


@dataclass
class Starting:
    """A spawner whose server ends when it was looked at so many times."""

    port: int
    ends_after: int = 1_000_000
    looks: int = 0
    ip: str = ""
    looked_twice: asyncio.Event = field(default_factory=asyncio.Event)

    async def poll(self) -> int | None:
        self.looks += 1
        if self.looks == 2:
            self.looked_twice.set()
        return None if self.looks <= self.ends_after else 1


async def test_it_waits_until_the_server_takes_connections() -> None:
    [port] = free_ports(1)
    spawner = Starting(port)
    waiting = asyncio.ensure_future(until_it_listens(spawner))
    async with asyncio.timeout(60):
        await spawner.looked_twice.wait()
    assert not waiting.done()

    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port)
    async with server, asyncio.timeout(60):
        await waiting


async def test_it_waits_no_longer_for_a_server_that_has_ended() -> None:
    [port] = free_ports(1)

    async with asyncio.timeout(60):
        await until_it_listens(Starting(port, ends_after=3))
