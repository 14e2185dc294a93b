"""Rate limits: a burst is served, a flood is not, and clients are limited separately."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from campus5g.gateway.access.rate_limit import MOST_CLIENTS, Buckets, RateLimit


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_served_and_the_next_call_learns_when_to_retry() -> None:
    buckets = Buckets(burst=3, calls_a_second=2, clock=Clock())

    assert [buckets.take(b"a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take(b"a") == pytest.approx(0.5)
    assert buckets.take(b"b") == 0


@given(st.lists(st.floats(0, 3), max_size=60))
def test_never_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(burst=5, calls_a_second=2, clock=clock)
    served = 0
    for pause in pauses:
        clock.now += pause
        served += buckets.take(b"a") == 0

    assert served <= 5 + 2 * sum(pauses) + 1e-6


def test_a_client_that_waits_as_asked_is_served() -> None:
    clock = Clock()
    buckets = Buckets(burst=1, calls_a_second=4, clock=clock)
    buckets.take(b"a")

    clock.now += buckets.take(b"a")

    assert buckets.take(b"a") == 0


def test_memory_is_bounded() -> None:
    buckets = Buckets(clock=Clock())
    for number in range(MOST_CLIENTS + 50):
        buckets.take(str(number).encode())

    assert len(buckets._full_at) == MOST_CLIENTS


async def test_a_flood_gets_429_but_a_robot_stop_never_does() -> None:
    async def fine(_: object) -> PlainTextResponse:
        return PlainTextResponse("fine")

    app = Starlette(
        routes=[
            Route("/x", fine),
            Route("/robots/agv/stop", fine, methods=["POST"]),
            Route("/robots/stop", fine, methods=["POST"]),
        ],
        middleware=[Middleware(RateLimit, buckets=Buckets(burst=2, calls_a_second=0.1))],
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://kit") as client:
        codes = [(await client.get("/x")).status_code for _ in range(4)]
        refused = await client.get("/x")
        other = await client.get("/x", headers={"Authorization": "Bearer another"})
        stops = [
            (await client.post(path)).status_code
            for path in ("/robots/agv/stop", "/robots/stop")
            for _ in range(10)
        ]

    assert codes == [200, 200, 429, 429]
    assert int(refused.headers["Retry-After"]) == 10
    assert set(refused.json()) == {"problem", "remedy"}
    assert other.status_code == 200
    assert set(stops) == {200}
