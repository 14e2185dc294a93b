import pytest

from autograder.plugin.throttle import Throttle, TooSoonError

LONG_S = 3600


async def test_one_check_at_a_time() -> None:
    throttle = Throttle(pause_s=0)

    async with throttle.turn():
        with pytest.raises(TooSoonError):
            async with throttle.turn():
                raise AssertionError("two at a time")


async def test_a_pause_after_each_check_even_one_that_failed() -> None:
    throttle = Throttle(pause_s=LONG_S)

    with pytest.raises(ZeroDivisionError):
        async with throttle.turn():
            raise ZeroDivisionError

    with pytest.raises(TooSoonError):
        async with throttle.turn():
            raise AssertionError("too soon")


async def test_without_a_pause_the_next_may_follow_at_once() -> None:
    throttle = Throttle(pause_s=0)
    async with throttle.turn():
        pass

    async with throttle.turn() as free:
        assert free is None
