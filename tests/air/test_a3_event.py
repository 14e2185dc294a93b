"""A neighbour is reported once it is better by enough for long enough (TS 38.331, 5.5.4.4)."""

import asyncio

from campus5g.air.a3_event import A3, A3Watch

AT_ONCE = A3(offset_db=2, hysteresis_db=1, time_to_trigger_s=0)
NEVER = A3(offset_db=2, hysteresis_db=1, time_to_trigger_s=3600)


async def reports(event: A3, *measurements: dict[str, float]) -> list[str]:
    """Measure one after the other, each time against a serving cell at -80 dBm."""
    reported: list[str] = []
    watch = A3Watch(event, reported.append)
    for neighbours_dbm in measurements:
        watch.measure(-80, neighbours_dbm)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    watch.stop()
    return reported


async def test_offset_and_hysteresis_together_must_be_exceeded() -> None:
    assert await reports(AT_ONCE, {"b": -77}) == []
    assert await reports(AT_ONCE, {"b": -76.9}) == ["b"]


async def test_the_best_neighbour_is_reported() -> None:
    assert await reports(AT_ONCE, {"b": -70, "c": -60}) == ["c"]


async def test_a_condition_that_lasts_is_reported_once() -> None:
    assert await reports(AT_ONCE, {"b": -70}, {"b": -71}, {"b": -70}) == ["b"]


async def test_the_condition_holds_within_the_hysteresis() -> None:
    assert await reports(AT_ONCE, {"b": -70}, {"b": -78.9}, {"b": -70}) == ["b"]


async def test_a_condition_that_returns_is_reported_again() -> None:
    assert await reports(AT_ONCE, {"b": -70}, {"b": -79.1}, {"b": -70}) == ["b", "b"]


async def test_a_short_condition_is_not_reported() -> None:
    assert await reports(NEVER, {"b": -60}, {"b": -90}) == []
