"""Evidence as a notebook has it beside it, signed by a kit of the test's own."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from campus5g.evidence import (
    Exchange,
    KitKey,
    Measurement,
    SigningKey,
    Statement,
    TrustedKeys,
    attestation_of,
    examine,
    examine_folder,
)
from campus5g.kit.replay import Replay, ReplayConnection
from campus5g.pcapng import writer

MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
KIT = (
    b'{"name": "bench", "kind": "real", "points": [{"name": "n2"}, {"name": "n3"}], '
    b'"ues": [{"name": "camera", "description": "camera", "slice": "office"}]}'
)


def capture_of(*frames: bytes) -> bytes:
    """A pcapng file with these Ethernet frames on n2."""
    blocks = [writer.section_header("test"), writer.interface_description(1, "n2")]
    blocks += [writer.enhanced_packet(0, number, frame) for number, frame in enumerate(frames)]
    return b"".join(blocks)


def at(command: str, *lines: str, ue: str = "camera") -> Exchange:
    """An AT exchange during a measurement."""
    return Exchange(
        operation="at",
        parameters={"ue": ue, "command": command, "until": []},
        answer={"lines": list(lines), "final": "OK", "matched": None, "seconds": 0.25},
    )


@dataclass
class EvidenceFolder:
    """A folder of evidence, and the key that signed it."""

    path: Path
    key: SigningKey
    learner: str = "sacha"
    began: datetime = MORNING
    valid_until: datetime | None = None
    trusted: list[KitKey] = field(default_factory=list)

    def add(
        self,
        file: str,
        data: bytes,
        operation: str = "capture",
        parameters: Mapping[str, object] | None = None,
        meanwhile: tuple[Exchange, ...] = (),
        scenario: str | None = None,
        variation: str | None = None,
        kit: str = "bench",
    ) -> Path:
        """Add a piece that was measured a minute after the one before."""
        self.began += timedelta(minutes=1)
        measurement = Measurement.model_validate(
            {
                "kit": kit,
                "kind": "real",
                "operation": operation,
                "parameters": {"points": ["n2"], "max_seconds": 120}
                if parameters is None
                else parameters,
                "learner": self.learner,
                "started_at": self.began,
                "ended_at": self.began + timedelta(seconds=4),
                "size_bytes": len(data),
                "media_type": "application/octet-stream",
                "meanwhile": meanwhile,
                "scenarios": []
                if scenario is None
                else [{"name": scenario, "since": MORNING, "variation": variation}],
            }
        )
        digest = hashlib.sha256(data).hexdigest()
        statement = Statement(name=file, sha256=digest, measurement=measurement)
        self.path.mkdir(exist_ok=True)
        artefact = self.path / file
        artefact.write_bytes(data)
        attestation_of(artefact).write_text(statement.signed(self.key).to_json())
        return artefact

    def add_kit(self, **described: object) -> Path:
        """Add the kit's description, with more than the usual."""
        kit = json.loads(KIT) | described
        return self.add("kit.json", json.dumps(kit).encode(), "description", {})

    def replay(self, learner: str | None = "sacha") -> Replay:
        """Replay it where this kit's key is believed."""
        keys = [KitKey(self.key.public.public, "bench", self.valid_until), *self.trusted]
        trusted = TrustedKeys(keys)
        return Replay(
            self.path,
            examine_folder(self.path, trusted, learner),
            lambda artefact: examine(artefact, trusted, learner),
        )

    def connection(self, learner: str | None = "sacha") -> ReplayConnection:
        """Connect to it as to a gateway."""
        return ReplayConnection(self.replay(learner))
