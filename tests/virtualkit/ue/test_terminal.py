"""A terminal answers line by line, however the input is split."""

import asyncio
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from campus5g.virtualkit.ue.modem.results import Cme, CmeError, Forms, Table
from campus5g.virtualkit.ue.modem.terminal import Terminal

LINES = st.lists(
    st.sampled_from(
        ["AT", "ATE0", "ATE1", "ATV0", "ATV1", "AT+CMEE=1", "AT+SAY", "AT+REFUSE", "AT+X", "hm", ""]
    ),
    max_size=8,
)


class Host:
    """A modem with two commands."""

    def __init__(self) -> None:
        self.terminals: set[Terminal] = set()
        self.commands: Table = {
            "+SAY": Forms(run=lambda _: ["said"]),
            "+REFUSE": Forms(run=self._refuse),
        }

    def reset(self) -> None:
        pass

    async def _refuse(self, _: object) -> list[str]:
        await asyncio.sleep(0)
        raise CmeError(Cme.NOT_ALLOWED)


class Port:
    """What the terminal sends, and why it was cut off."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self.reasons: list[str] = []

    def write(self, data: bytes) -> None:
        self.sent += data

    def cut_off(self, why: str) -> None:
        self.reasons.append(why)

    def hang_up(self) -> None:
        pass


def answered(*pieces: bytes) -> Port:
    """Type pieces one after the other and return the resulting output."""

    async def talk() -> Port:
        port = Port()
        terminal = Terminal(Host(), port)
        for piece in pieces:
            terminal.feed(piece)
        while (under_way := terminal._executing) is not None:
            await asyncio.wait({under_way})
        return port

    return asyncio.run(talk())


@settings(deadline=None)
@given(LINES, st.lists(st.integers(0, 80), max_size=4))
def test_the_answer_does_not_depend_on_how_lines_are_split(
    lines: list[str], cuts: list[int]
) -> None:
    typed = "".join(f"{line}\r" for line in lines).encode()
    places = sorted({0, len(typed), *(cut for cut in cuts if cut < len(typed))})

    in_pieces = answered(*(typed[start:end] for start, end in pairwise(places)))

    assert in_pieces.sent == answered(typed).sent
    assert in_pieces.reasons == []


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_any_input_leaves_the_next_command_answered(noise: bytes) -> None:
    port = answered(noise, b"\rATQ0V1E0\r", b"AT+SAY\r")

    assert port.sent.endswith(b"\r\nsaid\r\n\r\nOK\r\n")


def test_answers_follow_the_order_of_commands() -> None:
    port = answered(b"ATE0\rAT+SAY;+REFUSE;+SAY\r", b"AT+CMEE=2\rAT+REFUSE\rAT\r")

    assert port.sent == (
        b"ATE0\r\r\nOK\r\n"
        b"\r\nsaid\r\n\r\nERROR\r\n"
        b"\r\nOK\r\n"
        b"\r\n+CME ERROR: operation not allowed\r\n"
        b"\r\nOK\r\n"
    )


def test_an_endless_line_is_cut_off() -> None:
    assert answered(b"A" * 513).reasons == ["sends endless lines"]
