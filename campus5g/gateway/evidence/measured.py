"""What this gateway has measured, kept so that it can attest it.

Every kind of measurement notes what it delivered (`Notary.note`); a client then requests the
attestation of a measurement by its id. Clients never supply bytes or digests to be signed.
"""

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from campus5g.evidence import Envelope, Exchange, Measurement, SigningKey, Statement
from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.scenario_log import ScenarioLog
from campus5g.gateway.problems import GatewayError
from campus5g.language import t

JSON = "application/json"
MOST_MEASUREMENTS = 512
MOST_ARTEFACT_BYTES = 64 << 20
MOST_EXCHANGES = 1000
MOST_EXCHANGE_BYTES = 192 << 10
"""Per statement; an envelope may have a mebibyte (`campus5g.evidence.envelope`)."""


class EvidenceOrder(BaseModel):
    """The name that the artefact is kept under."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, Field(min_length=1, max_length=120, pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$")
    ]


@dataclass(frozen=True)
class Measured:
    """One measurement that was delivered."""

    id: str
    holder: Holder
    measurement: Measurement
    sha256: str
    artefact: bytes | None
    """None if it has a file of its own (a capture), which the client downloads."""
    by_own_network: bool = True
    """Whether the network of this gateway still ran when the measurement ended."""


class Notary:
    """Attests what this gateway has measured, and nothing else.

    Args:
        kit: the kit's name.
        kind: real or virtual; stands in each statement.
        key: the gateway's signing key.
        network_runs: returns whether the network that belongs to this gateway runs; what is
            measured after its end is not attested.
    """

    def __init__(
        self,
        kit: str,
        kind: Literal["real", "virtual"],
        key: SigningKey,
        network_runs: Callable[[], bool] = lambda: True,
    ) -> None:
        self.key = key.public
        self._network_runs = network_runs
        self.scenarios = ScenarioLog()
        self._kit: str = kit
        self._kind: Literal["real", "virtual"] = kind
        self._signing = key
        self._measured: dict[str, Measured] = {}
        self._artefact_bytes = 0
        self._exchanges: deque[tuple[Holder, datetime, Exchange]] = deque(maxlen=MOST_EXCHANGES)

    def note(
        self,
        operation: str,
        parameters: Mapping[str, JsonValue],
        holder: Holder,
        started_at: datetime,
        artefact: bytes,
    ) -> str:
        """Note a measurement that ends now; return the id that its attestation is requested by.

        Args:
            operation: the client's name for the operation, e.g. ``latency``.
            parameters: those of the request, so that a replay finds the measurement again.
            holder: the client.
            started_at: when it began.
            artefact: what was measured, in JSON.
        """
        self._artefact_bytes += len(artefact)
        digest = hashlib.sha256(artefact).hexdigest()
        ended_at, size = datetime.now(UTC), len(artefact)
        return self._noted(
            operation, parameters, holder, started_at, ended_at, JSON, digest, size, artefact
        )

    def note_samples(
        self,
        operation: str,
        order: BaseModel,
        holder: Holder,
        started_at: datetime,
        samples: Sequence[BaseModel],
        *,
        emulated: bool,
    ) -> str:
        """Note a run of samples that ends now; return the id of the measurement.

        Args:
            operation: the client's name for the operation, e.g. ``latency``.
            order: the client's order.
            holder: the client.
            started_at: when it began.
            samples: what was measured.
            emulated: whether a virtual kit's model was measured.
        """
        artefact = {
            "emulated": emulated,
            "samples": [sample.model_dump(mode="json") for sample in samples],
        }
        data = json.dumps(artefact, separators=(",", ":")).encode()
        # Without what the client has not given, as in statements of earlier versions.
        parameters = order.model_dump(mode="json", exclude_none=True)
        return self.note(operation, parameters, holder, started_at, data)

    def note_file(
        self,
        operation: str,
        parameters: Mapping[str, JsonValue],
        holder: Holder,
        started_at: datetime,
        ended_at: datetime,
        sha256: str,
        size_bytes: int,
        media_type: str,
    ) -> str:
        """Note, by its digest, a measurement whose artefact is a file of its own."""
        return self._noted(
            operation,
            parameters,
            holder,
            started_at,
            ended_at,
            media_type,
            sha256,
            size_bytes,
            None,
        )

    def exchanged(
        self, operation: str, parameters: Mapping[str, JsonValue], answer: JsonValue, holder: Holder
    ) -> None:
        """Note a command that a learner sent to a device, and its answer: statements include it."""
        exchange = Exchange(operation=operation, parameters=dict(parameters), answer=answer)
        self._exchanges.append((holder, datetime.now(UTC), exchange))

    def attest(self, measurement_id: str, name: str, holder: Holder) -> Envelope:
        """Return the signed statement on a measurement of this holder.

        Raises:
            GatewayError: the holder does not have this measurement, or no longer has it, or the
                kit's network had ended before the measurement did.
        """
        measured = self._find(measurement_id, holder)
        if not measured.by_own_network:
            raise _network_ended()
        statement = Statement(name=name, sha256=measured.sha256, measurement=measured.measurement)
        return statement.signed(self._signing)

    def artefact(self, measurement_id: str, holder: Holder) -> tuple[bytes, str]:
        """Return a measurement's bytes and their media type.

        Raises:
            GatewayError: the holder does not have this measurement, or it has a file of its own.
        """
        measured = self._find(measurement_id, holder)
        if measured.artefact is None:
            raise _unknown()
        return measured.artefact, measured.measurement.media_type

    def forget(self, lease: str) -> None:
        """Forget the measurements of a lease that has ended."""
        for measured in [each for each in self._measured.values() if each.holder.lease == lease]:
            self._drop(measured)

    def _noted(
        self,
        operation: str,
        parameters: Mapping[str, JsonValue],
        holder: Holder,
        started_at: datetime,
        ended_at: datetime,
        media_type: str,
        sha256: str,
        size_bytes: int,
        artefact: bytes | None,
    ) -> str:
        measurement = Measurement(
            kit=self._kit,
            kind=self._kind,
            operation=operation,
            parameters=dict(parameters),
            learner=holder.learner,
            started_at=started_at,
            ended_at=ended_at,
            size_bytes=size_bytes,
            media_type=media_type,
            meanwhile=list(self._meanwhile(holder, started_at)),
            scenarios=self.scenarios.during(started_at, ended_at),
            work=holder.work,
        )
        measured = Measured(
            secrets.token_hex(8), holder, measurement, sha256, artefact, self._network_runs()
        )
        self._measured[measured.id] = measured
        while len(self._measured) > 1 and (
            len(self._measured) > MOST_MEASUREMENTS or self._artefact_bytes > MOST_ARTEFACT_BYTES
        ):
            self._drop(next(iter(self._measured.values())))
        return measured.id

    def _meanwhile(self, holder: Holder, started_at: datetime) -> Iterable[Exchange]:
        room = MOST_EXCHANGE_BYTES
        for whose, when, exchange in self._exchanges:
            if whose == holder and when >= started_at:
                room -= len(json.dumps(exchange.model_dump(mode="json")))
                if room < 0:
                    return
                yield exchange

    def _find(self, measurement_id: str, holder: Holder) -> Measured:
        measured = self._measured.get(measurement_id)
        if measured is None or measured.holder != holder:
            raise _unknown()
        return measured

    def _drop(self, measured: Measured) -> None:
        del self._measured[measured.id]
        self._artefact_bytes -= len(measured.artefact or b"")


def _network_ended() -> GatewayError:
    return GatewayError(
        HTTPStatus.CONFLICT,
        t(
            fr="Le réseau de ce kit s’est arrêté pendant la mesure : elle n’est pas signée.",
            en="This kit's network ended during the measurement: it is not signed.",
        ),
        t(
            fr="Relancez `k = kit.connect()`, puis mesurez à nouveau.",
            en="Run `k = kit.connect()` again, then measure again.",
        ),
    )


def _unknown() -> GatewayError:
    return GatewayError(
        HTTPStatus.NOT_FOUND,
        t(
            fr="Le kit n’a pas, ou n’a plus, cette mesure de votre part.",
            en="The kit no longer has this measurement of yours.",
        ),
        t(
            fr="Mesurez à nouveau, puis gardez le résultat.",
            en="Measure again, then keep the result.",
        ),
    )
