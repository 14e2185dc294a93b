"""A modem as new: everything that the allow-list lets a learner change is set back.

What a setting is in a new modem: 3GPP TS 27.007, 7.2, 7.3, 8.2, 9.1, 10.1.19, 10.1.20, 10.1.22,
10.1.47.
"""

import re
from typing import NamedTuple

from campus5g.gateway.modems.driver import Exchange, Modem

ANSWER_S = 20.0
"""Switching the radio on takes a Quectel modem up to 15 s."""


class Setting(NamedTuple):
    """A setting, and what it is in a new modem."""

    question: str
    as_new: str
    """The start of the answer in a new modem; a regular expression."""
    command: str
    """What sets it back."""


FACTORY_SETTINGS = (
    Setting("AT+CMEE?", r"\+CMEE: ?0", "AT+CMEE=0"),
    Setting("AT+CREG?", r"\+CREG: ?0,", "AT+CREG=0"),
    Setting("AT+CGREG?", r"\+CGREG: ?0,", "AT+CGREG=0"),
    Setting("AT+CEREG?", r"\+CEREG: ?0,", "AT+CEREG=0"),
    Setting("AT+C5GREG?", r"\+C5GREG: ?0,", "AT+C5GREG=0"),
    Setting("AT+CGEREP?", r"\+CGEREP: ?0,", "AT+CGEREP=0"),
    Setting("AT+COPS?", r"\+COPS: ?\d,0,", "AT+COPS=3,0"),
    Setting("AT+CFUN?", r"\+CFUN: ?1", "AT+CFUN=1"),
)


async def restore_factory_settings(modem: Modem) -> str | None:
    """Set a modem back; return the first command that it refuses, or None.

    A setting that the modem does not have (it refuses to tell it) is passed over.

    Raises:
        ModemBusyError: a command keeps it busy.
        ModemError: it does not answer.
    """
    for setting in FACTORY_SETTINGS:
        told = await modem.ask(setting.question, timeout_s=ANSWER_S)
        if told.final != "OK" or _is_as_new(setting, told):
            continue
        done = await modem.ask(setting.command, timeout_s=ANSWER_S)
        if done.final != "OK":
            return setting.command
    return None


def _is_as_new(setting: Setting, told: Exchange) -> bool:
    return any(re.match(setting.as_new, line) for line in told.lines)
