"""An executor that works in this process: one nursery serves all tests of a module."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class ThisProcess(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` and return its ended future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
