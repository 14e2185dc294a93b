"""A modem is set back to what a new one has, whatever the allow-list let a learner do."""

import asyncio
import re

import pytest
from kit_edge import ModemServer

from campus5g.gateway.modems import policy
from campus5g.gateway.modems.driver import Modem
from campus5g.gateway.modems.factory_settings import FACTORY_SETTINGS, restore_factory_settings
from campus5g.gateway.modems.policy import refusal
from campus5g.inventory import claim_block

VALUES = ("0", "1", "2", "3", "4", "5", "0,0", "3,0", '"servingcell"')
QUESTIONS_IN_THE_FORM_OF_SETTINGS = {"CGPADDR"}


def name_of(command: str) -> str:
    return command.removeprefix("AT+").split("=")[0]


def settable(name: str, value: str) -> bool:
    return refusal(f"AT+{name}={value}") is None


def test_everything_that_a_learner_may_set_is_set_back() -> None:
    set_back = {name_of(each.command) for each in FACTORY_SETTINGS}
    names = {*policy._QUESTIONS, *policy._REPORTS}

    may_be_set = {name for name in names if any(settable(name, value) for value in VALUES)}

    assert may_be_set - QUESTIONS_IN_THE_FORM_OF_SETTINGS == set_back


@pytest.mark.parametrize("setting", FACTORY_SETTINGS)
def test_the_commands_are_those_that_a_learner_may_send_too(setting: object) -> None:
    question, _, command = setting  # type: ignore[misc]

    assert (refusal(question), refusal(command)) == (None, None)


class FakeModem:
    """The settings of a modem, by command, some of which it may lack or refuse."""

    def __init__(self, **settings: str) -> None:
        self.settings = settings
        self.refuses = ""

    def __call__(self, line: str) -> str:
        if line == "ATE0":
            return "\r\nOK\r\n"
        read = re.fullmatch(r"AT\+(\w+)\?", line)
        written = re.fullmatch(r"AT\+(\w+)=(.*)", line)
        name = (read or written)[1]  # type: ignore[index]
        if name not in self.settings or (written and name == self.refuses):
            return "\r\n+CME ERROR: 4\r\n"
        if read:
            return f"\r\n+{name}: {self.settings[name]}\r\n\r\nOK\r\n"
        self.settings[name] = written[2]  # type: ignore[index]
        return "\r\nOK\r\n"


async def restored(device: FakeModem) -> tuple[str | None, list[str]]:
    with claim_block("test_factory_settings") as block:
        host = str(block.network.network_address + 21)
        server = ModemServer(device)
        await server.listen(host, 7001)
        modem = Modem(f"socket://{host}:7001")
        try:
            async with asyncio.timeout(60):
                return await restore_factory_settings(modem), server.commands
        finally:
            await modem.hang_up()
            await server.close()


async def test_only_what_was_changed_is_written() -> None:
    device = FakeModem(CMEE="2", CREG="0,1", C5GREG="2,1", CFUN="1", COPS='0,0,"x",11')

    refused, commands = await restored(device)

    assert refused is None
    assert [each for each in commands if "=" in each] == ["AT+CMEE=0", "AT+C5GREG=0"]


async def test_a_radio_that_is_off_is_switched_on_last() -> None:
    device = FakeModem(CMEE="1", CFUN="0", COPS="0")

    refused, commands = await restored(device)

    assert refused is None
    assert commands[-1] == "AT+CFUN=1"


async def test_a_command_that_the_modem_refuses_is_named() -> None:
    device = FakeModem(CFUN="4")
    device.refuses = "CFUN"

    refused, _ = await restored(device)

    assert refused == "AT+CFUN=1"
