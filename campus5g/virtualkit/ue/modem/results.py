"""What a modem's commands can answer, and how they refuse (TS 27.007, 9.2)."""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from campus5g.virtualkit.ue.modem.command_line import Command

Lines = list[str]
"""The information text of an answer, without its final result."""
Handler = Callable[[Command], Lines | Coroutine[Any, Any, Lines]]


class Cme(IntEnum):
    """Errors of mobile equipment, with their numbers."""

    NOT_ALLOWED = 3
    NOT_SUPPORTED = 4
    NO_NETWORK_SERVICE = 30
    NETWORK_TIMEOUT = 31
    EMERGENCY_CALLS_ONLY = 32
    INCORRECT_PARAMETERS = 50

    @property
    def text(self) -> str:
        """What `+CMEE=2` says in the number's place."""
        return _TEXTS[self]


_TEXTS = {
    Cme.NOT_ALLOWED: "operation not allowed",
    Cme.NOT_SUPPORTED: "operation not supported",
    Cme.NO_NETWORK_SERVICE: "no network service",
    Cme.NETWORK_TIMEOUT: "network timeout",
    Cme.EMERGENCY_CALLS_ONLY: "network not allowed - emergency calls only",
    Cme.INCORRECT_PARAMETERS: "Incorrect parameters",
}


class CmeError(Exception):
    """A command that is refused, with the reason."""

    def __init__(self, code: Cme) -> None:
        super().__init__(code.text)
        self.code = code


class UnknownCommandError(Exception):
    """A command, or a form of it, that this modem does not have."""


@dataclass(frozen=True)
class Forms:
    """What one command can do.

    Args:
        run, read, set: who answers that form; None where there is none.
        test: what the test form says behind the name; empty for OK alone, None for no test form.
    """

    run: Handler | None = None
    read: Handler | None = None
    set: Handler | None = None
    test: str | Callable[[], str] | None = None

    async def answer(self, command: Command) -> Lines:
        """Return the answer to a command in its form.

        Raises:
            CmeError: it is refused.
            UnknownCommandError: it has no such form.
        """
        if command.form == "test":
            if self.test is None:
                raise UnknownCommandError
            offered = self.test if isinstance(self.test, str) else self.test()
            return [f"{command.name}: {offered}"] if offered else []
        handler = {"run": self.run, "read": self.read, "set": self.set}[command.form]
        if handler is None:
            raise UnknownCommandError
        said = handler(command)
        return said if isinstance(said, list) else await said


Table = dict[str, Forms]
"""Commands by name."""


def number(
    command: Command, allowed: Collection[int], place: int = 0, default: int | None = None
) -> int:
    """Return a numeric argument.

    Raises:
        CmeError: it is missing without a default, no number, or not allowed.
    """
    value = command.arguments[place] if len(command.arguments) > place else None
    if value is None:
        value = default
    if not isinstance(value, int) or value not in allowed:
        raise CmeError(Cme.INCORRECT_PARAMETERS)
    return value
