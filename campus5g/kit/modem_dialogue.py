"""Several commands to a modem, kept together: its answers, signed by the kit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.keeping import Keepable, Measured
from campus5g.language import t

_COMMAND_S = 15.0


@dataclass(frozen=True)
class ModemAnswer:
    """A modem's answer to a command."""

    command: str
    lines: list[str]
    """Answer and unsolicited lines, in order."""
    final: str
    """``OK``, ``ERROR`` or ``+CME ERROR: n``."""
    seconds: float = 0.0
    """From sending the command to the answer, or to the awaited line, as the kit measured it."""

    @property
    def ok(self) -> bool:
        """Whether the modem accepted the command."""
        return self.final == "OK"

    def __str__(self) -> str:
        return "\n".join([*self.lines, self.final])

    def __repr__(self) -> str:
        return f"{self.command}\n{self}"


class ModemDialogue(Keepable):
    """A modem's answers to several commands.

    ``dialogue["AT+CIMI"]`` is the first line of an answer; ``.keep("name")`` keeps all answers.
    """

    def __init__(self, ue: str, answers: Sequence[ModemAnswer], measured: Measured) -> None:
        self.ue = ue
        self.answers = list(answers)
        self._measured = measured

    @property
    def measured(self) -> Measured:
        """Its id at the gateway."""
        return self._measured

    def __getitem__(self, command: str) -> str:
        """Return the first line of an answer, or its final result (``ERROR``) if it has no lines.

        Raises:
            KitError: the command was not sent.
        """
        for answer in self.answers:
            if answer.command == command:
                return answer.lines[0] if answer.lines else answer.final
        asked = ", ".join(answer.command for answer in self.answers)
        raise KitError(
            t(
                fr=f"« {command} » n’a pas été envoyé au modem de {self.ue}.",
                en=f"“{command}” was not sent to the modem of {self.ue}.",
            ),
            t(fr=f"Il a répondu à : {asked}.", en=f"It answered: {asked}."),
        )

    def __iter__(self) -> Iterator[ModemAnswer]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def _repr_html_(self) -> str:
        heads = (t(fr="Question", en="Question"), t(fr="Réponse", en="Answer"))
        rows = "".join(
            f"<tr><td><code>{escape(answer.command)}</code></td>"
            f"<td style='text-align:left'><code>{'<br>'.join(map(escape, _lines(answer)))}</code>"
            "</td></tr>"
            for answer in self.answers
        )
        cells = "".join(f"<th scope='col' style='text-align:left'>{head}</th>" for head in heads)
        title = t(fr=f"Modem : {self.ue}", en=f"Modem: {self.ue}")
        return (
            f"<table><caption style='text-align:left'><b>{escape(title)}</b></caption>"
            f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def __repr__(self) -> str:
        return "\n".join(repr(answer) for answer in self.answers)


def ask_all(connection: GatewayConnection, ue: str, commands: Sequence[str]) -> ModemDialogue:
    """Send several commands to a modem; a replay kit serves the kept answers.

    Raises:
        KitError: no command, a forbidden command, or no answer.
    """
    if not commands:
        raise KitError(
            t(fr="Aucune commande n’est donnée.", en="No command was given."),
            t(
                fr='Donnez au moins une commande, par exemple "AT+CIMI".',
                en='Give at least one command, for example "AT+CIMI".',
            ),
        )
    order = {"ue": ue, "commands": list(commands)}
    if (served := connection.served("dialogue", order)) is not None:
        measurement, data = served
        return _dialogue(ue, json.loads(data), Measured(connection, measurement, "json"))
    dialogue = connection.call(
        "POST",
        f"/ues/{ue}/dialogue",
        {"commands": list(commands)},
        timeout_s=_COMMAND_S * len(commands),
    )
    return _dialogue(ue, dialogue, Measured(connection, str(dialogue["measurement"]), "json"))


def _dialogue(ue: str, dialogue: Mapping[str, Any], measured: Measured) -> ModemDialogue:
    answers = [
        ModemAnswer(
            command=str(each["command"]),
            lines=[str(line) for line in each["lines"]],
            final=str(each["final"]),
            seconds=float(each["seconds"]),
        )
        for each in dialogue["answers"]
    ]
    return ModemDialogue(ue, answers, measured)


def _lines(answer: ModemAnswer) -> list[str]:
    return answer.lines or [answer.final]
