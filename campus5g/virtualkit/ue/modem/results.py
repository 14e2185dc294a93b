"""Results of AT commands, and their errors (TS 27.007, 9.2)."""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from campus5g.virtualkit.ue.modem.command_line import Command

Lines = list[str]
"""The information text of a response, without its final result code."""
Handler = Callable[[Command], Lines | Coroutine[Any, Any, Lines]]


class Cme(IntEnum):
    """Mobile equipment errors, with their numbers."""

    NOT_ALLOWED = 3
    NOT_SUPPORTED = 4
    NO_NETWORK_SERVICE = 30
    NETWORK_TIMEOUT = 31
    EMERGENCY_CALLS_ONLY = 32
    INCORRECT_PARAMETERS = 50

    @property
    def text(self) -> str:
        """The text that `+CMEE=2` gives instead of the number."""
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
    """A command is refused, with a mobile equipment error."""

    def __init__(self, code: Cme) -> None:
        super().__init__(code.text)
        self.code = code


class UnknownCommandError(Exception):
    """The modem doesn't have this command, or this form of it."""


@dataclass(frozen=True)
class Forms:
    """The forms of one command.

    Args:
        run, read, set: the handler of that form; None if the command doesn't have it.
        test: the test form's text after the name; empty for OK only, None for no test form.
    """

    run: Handler | None = None
    read: Handler | None = None
    set: Handler | None = None
    test: str | Callable[[], str] | None = None

    async def answer(self, command: Command) -> Lines:
        """Return the response to a command in its form.

        Raises:
            CmeError: when the command is refused.
            UnknownCommandError: when the command doesn't have this form.
        """
        if command.form == "test":
            if self.test is None:
                raise UnknownCommandError
            offered = self.test if isinstance(self.test, str) else self.test()
            return [f"{command.name}: {offered}"] if offered else []
        handler = {"run": self.run, "read": self.read, "set": self.set}[command.form]
        if handler is None:
            raise UnknownCommandError
        result = handler(command)
        return result if isinstance(result, list) else await result


Table = dict[str, Forms]
"""Commands by name."""


def number(
    command: Command, allowed: Collection[int], place: int = 0, default: int | None = None
) -> int:
    """Return a numeric argument.

    Raises:
        CmeError: when it is missing without a default, not a number, or not allowed.
    """
    value = command.arguments[place] if len(command.arguments) > place else None
    if value is None:
        value = default
    if not isinstance(value, int) or value not in allowed:
        raise CmeError(Cme.INCORRECT_PARAMETERS)
    return value
