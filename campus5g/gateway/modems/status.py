"""What a modem says of its radio, its registration and its cell, in words."""

import re
from dataclasses import dataclass

from campus5g.gateway.modems.driver import Modem
from campus5g.gateway.modems.signal.orders import Registration
from campus5g.gateway.modems.signal.reading import read
from campus5g.inventory import Inventory
from campus5g.language import t

QUESTION = 'AT+CFUN?;+C5GREG?;+QENG="servingcell"'
"""Quectel's own command comes last: a modem that lacks it has answered the others by then."""

_FUNCTION = re.compile(r"\+CFUN: ?(?P<function>\d)")
_RADIO_ON = 1


@dataclass(frozen=True)
class ModemStatus:
    """The status of a modem that answers.

    Args:
        function: its phone functionality (TS 27.007, 8.2); None if it does not tell.
        registration: with the network.
        cell_id: the NR cell identity of its cell; None without one.
    """

    function: int | None
    registration: Registration
    cell_id: int | None

    @property
    def registered(self) -> bool | None:
        """Whether it is registered; None if it does not tell."""
        if self.function not in {None, _RADIO_ON}:
            return False
        if self.registration == "unknown":
            return None
        return self.registration in {"home", "roaming"}

    def words(self, kit: Inventory) -> str:
        """Return radio, registration and cell in words.

        Args:
            kit: names the gNB of each cell.
        """
        if self.function not in {None, _RADIO_ON}:
            return t(
                fr=f"radio coupée (AT+CFUN={self.function})",
                en=f"radio off (AT+CFUN={self.function})",
            )
        said = _registrations()[self.registration]
        if self.cell_id is None:
            return said
        gnbs = {kit.cell.cell_id: kit.gnb.name}
        gnbs |= {each.cell_id: each.name for each in kit.neighbours}
        named = f" ({gnbs[self.cell_id]})" if self.cell_id in gnbs else ""
        return said + t(fr=f", cellule {self.cell_id}{named}", en=f", cell {self.cell_id}{named}")


async def status_of(modem: Modem, timeout_s: float) -> ModemStatus:
    """Ask a modem for its status.

    Raises:
        ModemBusyError: a command keeps it busy.
        ModemError: it does not answer.
    """
    answer = await modem.ask(QUESTION, timeout_s=timeout_s)
    reading = read(answer.lines)
    functions = [found for line in answer.lines if (found := _FUNCTION.match(line))]
    return ModemStatus(
        function=int(functions[0]["function"]) if functions else None,
        registration=reading.registration,
        cell_id=None if reading.cell is None else int(reading.cell, 16),
    )


def _registrations() -> dict[Registration, str]:
    return {
        "home": t(fr="enregistré", en="registered"),
        "roaming": t(fr="enregistré en itinérance", en="registered, roaming"),
        "searching": t(fr="cherche un réseau", en="searching for a network"),
        "denied": t(fr="refusé par le réseau", en="refused by the network"),
        "not registered": t(fr="pas enregistré", en="not registered"),
        "unknown": t(fr="enregistrement inconnu", en="registration unknown"),
    }
