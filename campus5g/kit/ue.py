"""A device with a SIM, driven through its modem (3GPP TS 27.007)."""

import re
import threading
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import interruptible, restored
from campus5g.kit.modem import Modem
from campus5g.kit.modem_dialogue import ModemAnswer
from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

REGISTRATION_S = 45.0
SWITCH_OFF_S = 20.0

_SESSION_QUESTIONS = 25
_BETWEEN_QUESTIONS_S = 0.2
_REGISTERED = {"1", "5"}
_REFUSED = "3"
_ENDS_OF_REGISTRATION = ["+C5GREG: 1", "+C5GREG: 5", "+C5GREG: 3"]
_QUESTION_ANSWERED = re.compile(r"\+C5GREG: ?\d ?, ?(\d)(?:,|$)")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")


@dataclass(frozen=True)
class Registration:
    """The result of an attempt to register; a refused device is a result, not an error."""

    ue: str
    registered: bool
    refused: bool
    address: str | None
    """IPv4 address of its data session; None without one."""
    duration_s: float
    """From switching the radio on to the network's answer, in seconds."""

    def __repr__(self) -> str:
        after = decimal(self.duration_s, 2)
        if self.registered and self.address:
            return t(
                fr=f"{self.ue} : enregistré en {after} s, adresse {self.address}",
                en=f"{self.ue}: registered in {after} s, address {self.address}",
            )
        if self.registered:
            return t(
                fr=f"{self.ue} : enregistré en {after} s, sans session de données",
                en=f"{self.ue}: registered in {after} s, without a data session",
            )
        if self.refused:
            return t(
                fr=f"{self.ue} : refusé par le réseau après {after} s",
                en=f"{self.ue}: refused by the network after {after} s",
            )
        return t(
            fr=f"{self.ue} : pas de réponse du réseau en {after} s",
            en=f"{self.ue}: no word from the network within {after} s",
        )


@dataclass(frozen=True)
class UeStatus:
    """The state of a device, as its modem reports it."""

    ue: str
    powered: bool
    registered: bool
    refused: bool
    address: str | None
    operator: str | None = field(default=None)

    def __repr__(self) -> str:
        if not self.powered:
            return t(fr=f"{self.ue} : radio coupée", en=f"{self.ue}: radio off")
        if self.registered:
            address = self.address or t(fr="aucune", en="none")
            return t(
                fr=f"{self.ue} : enregistré, adresse {address}",
                en=f"{self.ue}: registered, address {address}",
            )
        if self.refused:
            return t(
                fr=f"{self.ue} : refusé par le réseau", en=f"{self.ue}: refused by the network"
            )
        return t(fr=f"{self.ue} : non enregistré", en=f"{self.ue}: not registered")


@interruptible()
class Ue:
    """One device of the kit."""

    def __init__(
        self, connection: GatewayConnection, name: str, description: str, slice_name: str
    ) -> None:
        self._modem = Modem(connection, name)
        self.name = name
        self.description = description
        self.slice = slice_name

    def at(
        self, command: str, until: str | list[str] | None = None, timeout_s: float = 10.0
    ) -> ModemAnswer:
        """Send an AT command to its modem; the same as ``k.modem(…).at(…)``.

        Raises:
            KitError: a forbidden command, no answer in time, or the awaited line did not come.
        """
        return self._modem.at(command, until, timeout_s)

    def restart(self) -> Registration:
        """Switch the radio off and on, and wait until the network accepts or refuses.

        Raises:
            KitError: the modem does not answer or does not obey.
        """
        with restored(self._switch_on, self._perhaps_off):
            self.power_off()
            return self.power_on()

    def power_off(self) -> None:
        """Switch the radio off: the device deregisters.

        Raises:
            KitError: the modem does not answer or does not obey.
        """
        self._obeyed(self._modem.ask("AT+CFUN=0", None, SWITCH_OFF_S)[0])

    def power_on(self) -> Registration:
        """Switch the radio on, and wait until the network accepts or refuses.

        Raises:
            KitError: the modem does not answer or does not obey.
        """
        self._obeyed(self._modem.ask("AT+C5GREG=2", None, SWITCH_OFF_S)[0])
        answer, matched = self._modem.ask("AT+CFUN=1", _ENDS_OF_REGISTRATION, REGISTRATION_S)
        self._obeyed(answer)
        state = matched.removeprefix("+C5GREG:").strip()[:1] if matched else ""
        registered = state in _REGISTERED
        return Registration(
            ue=self.name,
            registered=registered,
            refused=state == _REFUSED,
            address=self._address_when_there() if registered else None,
            duration_s=answer.seconds,
        )

    def status(self) -> UeStatus:
        """Ask the modem for the state of the device.

        Raises:
            KitError: the modem does not answer.
        """
        powered = any(line.replace(" ", "") == "+CFUN:1" for line in self.at("AT+CFUN?").lines)
        states = [
            found[1]
            for line in self.at("AT+C5GREG?").lines
            if (found := _QUESTION_ANSWERED.match(line))
        ]
        state = states[-1] if states else ""
        operators = [
            line.split('"')[1] for line in self.at("AT+COPS?").lines if line.count('"') >= 2
        ]
        return UeStatus(
            ue=self.name,
            powered=powered,
            registered=powered and state in _REGISTERED,
            refused=powered and state == _REFUSED,
            address=self._address() if powered else None,
            operator=operators[0] if operators else None,
        )

    def __repr__(self) -> str:
        return f"<{self.name}: {self.description}>"

    def _switch_on(self) -> None:
        self._obeyed(self._modem.ask("AT+CFUN=1", None, SWITCH_OFF_S)[0])

    def _perhaps_off(self) -> str:
        return t(
            fr=f'La radio est peut-être restée coupée : lancez `k.ue("{self.name}").power_on()`.',
            en=f'The radio may still be off: run `k.ue("{self.name}").power_on()`.',
        )

    def _address_when_there(self) -> str | None:
        """Wait for the data session that follows registration; modems do not announce it.

        Questions are counted, not timed: a replay can ask as often as the kit was asked.
        """
        pause = threading.Event()
        for _ in range(_SESSION_QUESTIONS):
            if (address := self._address()) is not None:
                return address
            pause.wait(_BETWEEN_QUESTIONS_S)
        return None

    def _address(self) -> str | None:
        for line in self.at("AT+CGPADDR").lines:
            found = _ADDRESS.search(line) if line.startswith("+CGPADDR") else None
            if found and not IPv4Address(found[0]).is_unspecified:
                return found[0]
        return None

    def _obeyed(self, answer: ModemAnswer) -> None:
        if not answer.ok:
            raise KitError(
                t(
                    fr=f"Le modem de {self.name} refuse {answer.command} ({answer.final}).",
                    en=f"The modem of {self.name} refuses {answer.command} ({answer.final}).",
                ),
                t(
                    fr="Prévenez l’exploitant du kit : la carte SIM ou le modem est en défaut.",
                    en="Tell the kit's operator: the SIM card or the modem is at fault.",
                ),
            )
