"""Command lines are parsed by V.250, whatever is typed."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.virtualkit.ue.modem.command_line import Command, CommandLineError, parse_line

PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "
NAMES = st.from_regex(r"\+[A-Z][A-Z0-9]{1,9}", fullmatch=True)
TEXTS = st.text(PRINTABLE.replace('"', ""), max_size=12)
RUN_E0 = Command("E", "run", (0,))
ARGUMENTS = st.none() | st.integers(0, 999_999_999) | TEXTS


def typed(argument: str | int | None) -> str:
    return (
        "" if argument is None else f'"{argument}"' if isinstance(argument, str) else str(argument)
    )


@st.composite
def commands(draw: st.DrawFn) -> tuple[str, Command]:
    name = draw(NAMES)
    form = draw(st.sampled_from(["", "?", "=?", "="]))
    if form != "=":
        return name + form, Command(name, {"": "run", "?": "read", "=?": "test"}[form])  # type: ignore[arg-type]
    values = draw(st.lists(ARGUMENTS, min_size=1, max_size=5))
    text = ",".join(typed(value) for value in values)
    return f"{name}={text}", Command(name, "set", tuple(values))


@given(st.lists(commands(), max_size=5))
def test_commands_joined_by_semicolons_are_read_one_by_one(
    line: list[tuple[str, Command]],
) -> None:
    assert parse_line("AT" + ";".join(text for text, _ in line)) == [each for _, each in line]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(CommandLineError):
        parse_line(f"AT{text}")


@given(commands(), st.integers(0, 3))
def test_spaces_and_case_matter_only_in_quotes(command: tuple[str, Command], spaces: int) -> None:
    text, expected = command
    name, equals, rest = text.partition("=")
    spaced = f"at{' ' * spaces}{name.lower()}{' ' * spaces}{equals}{' ' * spaces}{rest}"

    assert parse_line(spaced) == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AT", []),
        ("ATE0V1", [RUN_E0, Command("V", "run", (1,))]),
        ("AT&FE0", [Command("&F", "run"), RUN_E0]),
        ("ATS3?", [Command("S3", "read")]),
        ("ATS0=2", [Command("S0", "set", (2,))]),
        ("ATE0+CSQ;+CREG?", [RUN_E0, Command("+CSQ", "run"), Command("+CREG", "read")]),
        ('AT+QNWPREFCFG="a",NR5G:LTE', [Command("+QNWPREFCFG", "set", ("a", "NR5G:LTE"))]),
        ('AT+CPWD="a;b,c"', [Command("+CPWD", "set", ("a;b,c",))]),
    ],
)
def test_basic_and_extended_commands_share_a_line(line: str, expected: list[Command]) -> None:
    assert parse_line(line) == expected


@pytest.mark.parametrize("line", ["", "hello", "+CSQ", 'AT+CPWD="a', "AT+", "AT1", 'AT+A=1"2"'])
def test_an_invalid_command_line_is_refused(line: str) -> None:
    with pytest.raises(CommandLineError):
        parse_line(line)
