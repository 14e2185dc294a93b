"""AT command lines and the commands in them (ITU-T V.250, 5.2)."""

import re
from dataclasses import dataclass
from typing import Literal

LONGEST_LINE = 512

Argument = str | int | None
"""A string (quoted or a bare word), a number, or nothing between two commas."""
Form = Literal["run", "read", "test", "set"]

_SPACE_OUTSIDE_QUOTES = re.compile(r' +(?=(?:[^"]*"[^"]*")*[^"]*$)')
_COMMA_OUTSIDE_QUOTES = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
_EXTENDED = re.compile(r'(?P<name>\+[A-Z][A-Z0-9]*)(?P<rest>(?:[^";]|"[^"]*")*)(?:;|$)', re.I)
_BASIC = re.compile(
    r"(?P<name>S\d{1,3}|&?[A-Z])(?:=(?P<value>\d{1,9})|(?P<read>\?)|(?P<number>\d{0,9}))", re.I
)
_QUOTED = re.compile(r'"([^"]*)"')
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class CommandLineError(Exception):
    """The input is not a command line."""


@dataclass(frozen=True)
class Command:
    """One command of a line.

    Args:
        name: in capitals, e.g. `+CSQ`, `E`, `&F`, `S3`.
        form: `run` (`+CSQ`), `read` (`+CSQ?`), `test` (`+CSQ=?`) or `set` (`+CSQ=1`).
        arguments: of the form `set`; the number behind a basic command (`E0`).
    """

    name: str
    form: Form
    arguments: tuple[Argument, ...] = ()


def parse_line(line: str) -> list[Command]:
    """Parse the commands of a line, in order; `AT` alone has none.

    Raises:
        CommandLineError: when it doesn't start with AT, or can't be parsed to its end.
    """
    text = _SPACE_OUTSIDE_QUOTES.sub("", line)
    if text[:2].upper() != "AT":
        raise CommandLineError(line)
    place, commands = 2, []
    while place < len(text):
        if text[place] == ";":
            place += 1
            continue
        pattern = _EXTENDED if text[place] == "+" else _BASIC
        found = pattern.match(text, place)
        if found is None:
            raise CommandLineError(line)
        commands.append(_extended(found) if pattern is _EXTENDED else _basic(found))
        place = found.end()
    return commands


def _extended(found: re.Match[str]) -> Command:
    name, rest = found["name"].upper(), found["rest"]
    if rest in ("", "?", "=?"):
        forms: dict[str, Form] = {"": "run", "?": "read", "=?": "test"}
        return Command(name, forms[rest])
    if not rest.startswith("="):
        raise CommandLineError(found[0])
    arguments = _COMMA_OUTSIDE_QUOTES.split(rest[1:])
    return Command(name, "set", tuple(_argument(text) for text in arguments))


def _basic(found: re.Match[str]) -> Command:
    name = found["name"].upper()
    if found["read"]:
        return Command(name, "read")
    if found["value"]:
        return Command(name, "set", (int(found["value"]),))
    return Command(name, "run", (int(found["number"]),) if found["number"] else ())


def _argument(text: str) -> Argument:
    if not text:
        return None
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1]
    if '"' in text:
        raise CommandLineError(text)
    return int(text) if _NUMBER.fullmatch(text) else text
