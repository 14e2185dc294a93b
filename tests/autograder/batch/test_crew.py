"""A worker process, around which there are no walls, is bounded in what it can take."""

from concurrent.futures import Executor, Future

from autograder.batch.crew import Crew, Lost

GIBIBYTE = 1 << 30


def _reserve(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def _start(executor: Executor, size_bytes: int) -> "Future[int]":
    return executor.submit(_reserve, size_bytes)


def test_a_task_that_takes_too_much_memory_is_lost_and_the_others_are_done() -> None:
    with Crew(workers=1) as crew:
        done = dict(crew.run(_start, [1, 3 * GIBIBYTE, 2]))

    assert isinstance(done.pop(3 * GIBIBYTE), Lost)
    assert done == {1: 1, 2: 2}
