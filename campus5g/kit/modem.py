"""A device's modem: AT commands (3GPP TS 27.007), and the signal that it measures."""

from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import interruptible
from campus5g.kit.measuring.signal import SignalResult, measure_signal
from campus5g.kit.modem_dialogue import ModemAnswer, ModemDialogue, ask_all
from campus5g.language import t

_MARGIN_S = 5.0


@interruptible()
class Modem:
    """The modem of one device."""

    def __init__(self, connection: GatewayConnection, ue: str) -> None:
        self._connection = connection
        self.ue = ue

    def at(
        self, command: str, until: str | list[str] | None = None, timeout_s: float = 10.0
    ) -> ModemAnswer:
        """Send an AT command and return the answer; an ``ERROR`` is an answer too.

        Args:
            command: e.g. ``"AT+CESQ"``; the kit allows queries, and radio off and on.
            until: wait for a line that starts with this, or with one of these.
            timeout_s: how long to wait, in seconds.

        Raises:
            KitError: a forbidden command, no answer in time, or the awaited line did not come.
        """
        prefixes = [until] if isinstance(until, str) else until
        answer, matched = self.ask(command, prefixes, timeout_s)
        if until and matched is None and answer.ok:
            raise KitError(
                t(
                    fr=f"Le modem de {self.ue} n’a pas envoyé « {until} » en {timeout_s:g} s.",
                    en=f"The modem of {self.ue} did not send “{until}” within {timeout_s:g} s.",
                ),
                t(
                    fr="Vérifiez la ligne attendue, ou attendez plus longtemps (timeout_s=…).",
                    en="Check the awaited line, or wait longer (timeout_s=…).",
                ),
            )
        return answer

    def dialogue(self, *commands: str) -> ModemDialogue:
        """Send several commands, one after the other, as one measurement that can be kept.

        Args:
            commands: e.g. ``"AT+CGSN", "AT+CIMI"``; at most 20.

        Raises:
            KitError: no command, a forbidden command, or no answer.
        """
        return ask_all(self._connection, self.ue, commands)

    def signal(self, seconds: float = 10.0, interval_ms: float = 500.0) -> SignalResult:
        """Read the modem's signal repeatedly.

        Args:
            seconds: for how long (at most 600).
            interval_ms: time between readings, in milliseconds (100 to 60,000).

        Raises:
            KitError: the modem does not answer, or the kit can't measure this.
        """
        order = {"ue": self.ue, "seconds": seconds, "interval_ms": interval_ms}
        return measure_signal(self._connection, order)

    def ask(
        self, command: str, until: list[str] | None, timeout_s: float
    ) -> tuple[ModemAnswer, str | None]:
        """Return the answer to a command, and the awaited line if it came.

        Raises:
            KitError: a forbidden command, or no answer in time.
        """
        answer: dict[str, Any] = self._connection.call(
            "POST",
            f"/ues/{self.ue}/at",
            {"command": command, "until": until or [], "timeout_s": timeout_s},
            timeout_s=timeout_s + _MARGIN_S,
        )
        response = ModemAnswer(
            command, list(answer["lines"]), str(answer["final"]), float(answer["seconds"])
        )
        matched = answer["matched"]
        return response, None if matched is None else str(matched)

    def __repr__(self) -> str:
        return t(fr=f"<modem de {self.ue}>", en=f"<modem of {self.ue}>")
