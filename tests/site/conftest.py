"""A contract of all tests of the site: nothing slow is done while a transaction holds others up.

From its first change until its end, a transaction keeps every other writer of SQLite waiting. Code
that hashes, lays out a PDF, opens a gradebook, starts a program or removes folders does so before.
"""

import sys
import threading
from collections.abc import Callable, Generator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, event

_SLOW = {"subprocess.Popen", "shutil.rmtree", "shutil.copytree", "os.system", "socket.connect"}
_CHANGES = ("INSERT", "UPDATE", "DELETE")

_writers: dict[int, tuple[Connection, str]] = {}
"""By thread: the transaction that has changed something, and its first change."""
_found: list[str] = []


def _begin(connection: Connection, _: object, statement: str, *__: object) -> None:
    name = Path(str(connection.engine.url.database)).name
    of_site = connection.dialect.name == "postgresql" or name == "records.sqlite"
    if of_site and statement.lstrip().upper().startswith(_CHANGES):
        _writers.setdefault(threading.get_ident(), (connection, statement))


def _end(connection: Connection) -> None:
    for thread, (writing, _) in list(_writers.items()):
        if writing is connection:
            del _writers[thread]


def _note(what: str) -> None:
    held = _writers.get(threading.get_ident())
    if held is not None:
        _found.append(f"{what} after {' '.join(held[1].split())[:100]}")


def _watch(happening: str, arguments: tuple[Any, ...]) -> None:
    """Listen to what the interpreter does (PEP 578)."""
    if happening in _SLOW:
        _note(happening)
    elif happening == "sqlite3.connect" and str(arguments[0]).endswith("gradebook.db"):
        _note("gradebook opened")
    elif happening == "open" and str(arguments[0]).endswith(".css"):
        _note("PDF laid out")


def _noted(what: str, do: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(do)
    def slow(*arguments: Any, **more: Any) -> Any:
        _note(what)
        return do(*arguments, **more)

    return slow


event.listen(Engine, "before_cursor_execute", _begin)
event.listen(Engine, "commit", _end)
event.listen(Engine, "rollback", _end)
PasswordHasher.hash = _noted("hash", PasswordHasher.hash)  # type: ignore[method-assign]
PasswordHasher.verify = _noted("verify", PasswordHasher.verify)  # type: ignore[method-assign]
sys.addaudithook(_watch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Fail a test during which something slow held others up."""
    _found.clear()
    yield
    assert _found == []
