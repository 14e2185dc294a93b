"""The routes of modems: AT commands, the signal, and the terminals of virtual modems."""

import contextlib
import json
import logging
import time
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, JsonValue

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.modems.driver import LONGEST_S, Modem, ModemBusyError, ModemError
from campus5g.gateway.modems.policy import refusal
from campus5g.gateway.modems.problems import command_refused, modem_busy, modem_silent
from campus5g.gateway.modems.signal.orders import SignalOrder
from campus5g.gateway.modems.signal.sampling import Sampling
from campus5g.gateway.problems import unknown_ue
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory

CONTROL_S = 15.0
ANSWER_S = 10.0
MOST_COMMANDS = 20

log = logging.getLogger(__name__)


class AtCommand(BaseModel):
    """A command for a modem."""

    command: Annotated[str, Field(min_length=2, max_length=200)]
    until: Annotated[
        str | list[str],
        Field(description="Wait for a line that starts with this, or with one of these."),
    ] = []
    timeout_s: Annotated[float, Field(gt=0, le=LONGEST_S)] = 10.0

    @property
    def prefixes(self) -> list[str]:
        """The line starts to wait for, if any."""
        prefixes = [self.until] if isinstance(self.until, str) else self.until
        return [prefix for prefix in prefixes if prefix]


class AtAnswer(BaseModel):
    """What a modem answered."""

    lines: list[str] = Field(description="Answer and unsolicited lines, in order.")
    final: str = Field(description="`OK`, `ERROR` or `+CME ERROR: n`.")
    matched: str | None = Field(
        default=None, description="The line waited for; null if it did not come in time."
    )
    seconds: float = Field(
        default=0.0, description="From sending the command to the end of the wait."
    )


class DialogueOrder(BaseModel):
    """Commands for a modem, one after the other."""

    commands: Annotated[
        list[Annotated[str, Field(min_length=2, max_length=200)]],
        Field(min_length=1, max_length=MOST_COMMANDS),
    ]


class DialogueAnswer(BaseModel):
    """What a modem answered to one of several commands."""

    command: str
    lines: list[str]
    final: str
    seconds: float


class Dialogue(BaseModel):
    """Commands and answers, noted as one measurement."""

    answers: list[DialogueAnswer]
    emulated: bool = Field(description="Whether a virtual kit's model answered.")
    measurement: str = Field(description="The id that its attestation is requested by.")


class ModemTerminal(BaseModel):
    """Where programs on the gateway's machine open a modem."""

    ue: str
    terminal: str | None = Field(
        description="A virtual modem's pseudo-terminal; null for a real modem, which only "
        "the gateway uses."
    )


def modem_routes(
    inventory: Inventory, modems: dict[str, Modem], access: Access, notary: Notary
) -> APIRouter:
    """Return the routes of a kit's modems."""
    router = APIRouter(tags=["modems"])
    sampling = Sampling(inventory, modems, notary)

    @router.get("/modems", **for_holder(access, 409, 502))
    async def terminals() -> list[ModemTerminal]:
        """List the modems, with the serial devices of virtual ones."""
        if inventory.kind == "real" or inventory.control is None:
            return [ModemTerminal(ue=ue, terminal=None) for ue in modems]
        order = {"do": "modems"}
        async with contextlib.aclosing(ask(inventory.control, order, CONTROL_S)) as answers:
            return [ModemTerminal.model_validate(answer) async for answer in answers]

    async def asked(ue: str, order: AtCommand, holder: Holder, request: Request) -> AtAnswer:
        if ue not in modems:
            raise unknown_ue(ue, modems)
        if (reason := refusal(order.command)) is not None:
            log.warning(
                "refused: %s asked modem %s for %r: %s",
                _client(holder, request),
                ue,
                order.command,
                reason.value,
            )
            raise command_refused(order.command, reason)
        began = time.monotonic()
        try:
            answer = await modems[ue].ask(order.command, order.prefixes, order.timeout_s)
        except ModemBusyError as error:
            raise modem_busy(ue) from error
        except ModemError as error:
            raise modem_silent(ue, str(error)) from error
        return AtAnswer(
            lines=answer.lines,
            final=answer.final,
            matched=answer.matched,
            seconds=time.monotonic() - began,
        )

    @router.post("/ues/{ue}/at", **for_holder(access, 403, 404, 409, 502))
    async def at(
        ue: str,
        order: AtCommand,
        request: Request,
        holder: Annotated[Holder, Depends(access.holder)],
    ) -> AtAnswer:
        """Send an AT command and return the answer."""
        answer = await asked(ue, order, holder, request)
        parameters: dict[str, JsonValue] = {
            "ue": ue,
            "command": order.command,
            "until": list(order.prefixes),
        }
        notary.exchanged("at", parameters, answer.model_dump(mode="json"), holder)
        return answer

    @router.post("/ues/{ue}/dialogue", **for_holder(access, 403, 404, 409, 502))
    async def dialogue(
        ue: str,
        order: DialogueOrder,
        request: Request,
        holder: Annotated[Holder, Depends(access.holder)],
    ) -> Dialogue:
        """Send a modem several commands; the whole dialogue can be kept as evidence."""
        started_at = datetime.now(UTC)
        answers = []
        for command in order.commands:
            question = AtCommand(command=command, timeout_s=ANSWER_S)
            answer = await asked(ue, question, holder, request)
            answers.append(
                DialogueAnswer(
                    command=command,
                    lines=answer.lines,
                    final=answer.final,
                    seconds=answer.seconds,
                )
            )
        emulated = inventory.kind == "virtual"
        artefact = {
            "emulated": emulated,
            "answers": [answer.model_dump(mode="json") for answer in answers],
        }
        data = json.dumps(artefact, ensure_ascii=False, indent=1).encode()
        parameters: dict[str, JsonValue] = {"ue": ue, "commands": list(order.commands)}
        measurement = notary.note("dialogue", parameters, holder, started_at, data)
        return Dialogue(answers=answers, emulated=emulated, measurement=measurement)

    @router.post("/signal", **for_holder(access, 404, media_type=JSON_LINES))
    async def signal(
        order: SignalOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Read a modem's signal repeatedly: a JSON line per sample, then one for the whole run.

        Disconnecting ends the measurement, and so does the end of the lease. An error on the way
        becomes the last line, with a problem and a remedy.
        """
        sampling.check(order)

        return stream_json_lines(sampling.run(order, holder), access, holder)

    return router


def _client(holder: Holder, request: Request) -> str:
    """Return who sent a request, for the log: the learner if known, and the client."""
    client = f"{request.client.host}:{request.client.port}" if request.client else "?"
    agent = request.headers.get("user-agent", "")[:100]
    return f"{holder.learner or 'someone unnamed'} ({client}, {agent!r})"
