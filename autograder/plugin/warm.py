"""The warm parents of this process: one an environment, kept from notebook to notebook."""

import atexit
import threading

from autograder.sandbox import Environment, Level, Nursery

_nurseries: dict[tuple[object, ...], Nursery] = {}
_lock = threading.Lock()


def warm_nursery(environment: Environment, level: Level) -> Nursery:
    """Return the nursery of this environment; it is started at the first call.

    It ends with the process: a formgrader that grades one submission after another, and a server
    that answers self-checks, warm up once.
    """
    key = (
        level,
        environment.python,
        environment.preload,
        environment.readable,
        tuple(sorted(environment.variables.items())),
    )
    with _lock:
        if key not in _nurseries:
            nursery = Nursery(environment, level)
            nursery.__enter__()
            atexit.register(nursery.__exit__, None, None, None)
            _nurseries[key] = nursery
        return _nurseries[key]
