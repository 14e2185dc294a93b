"""How a device registers, read from a capture of the network's links.

A capture of N2, N3, N4 and N6 holds every message between gNB, AMF, SMF and UPF (TS 23.501, 4.2),
and a packet on both sides of the UPF. From it come the ten steps that a learner follows: from the
first request (TS 23.502, 4.2.2.2) over the session (TS 23.502, 4.3.2.2) to the first packet.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from campus5g.capture import Capture
    from campus5g.capture.messages.message import Message

Place = Literal["sim", "ue", "gnb", "amf", "smf", "upf", "site"]
"""Who takes part: the device's SIM, the device, and the parts of the network."""

StepId = Literal[
    "request",
    "challenge",
    "proof",
    "protection",
    "accept",
    "session",
    "tunnel",
    "address",
    "path",
    "order",
]
STEPS: tuple[StepId, ...] = get_args(StepId)

WAYS: dict[StepId, tuple[Place, ...]] = {
    "request": ("sim", "ue", "gnb", "amf"),
    "challenge": ("amf", "gnb", "ue", "sim"),
    "proof": ("sim", "ue", "gnb", "amf"),
    "protection": ("amf", "gnb", "ue"),
    "accept": ("amf", "gnb", "ue"),
    "session": ("ue", "gnb", "amf"),
    "tunnel": ("upf", "smf"),
    "address": ("amf", "gnb", "ue"),
    "path": ("smf", "upf"),
    "order": ("site", "upf", "gnb", "ue"),
}
"""The path of each message: its sender, what it passes through, and its receiver."""

_MESSAGES: dict[StepId, str] = {
    "request": "Registration request",
    "challenge": "Authentication request",
    "proof": "Authentication response",
    "protection": "Security mode command",
    "accept": "Registration accept",
    "session": "PDU session establishment request",
    "tunnel": "PFCP Session Establishment Response",
    "address": "PDU session establishment accept",
    "path": "PFCP Session Modification Request",
}

_FIELDS: dict[StepId, dict[str, str]] = {
    "request": {
        "scheme": "nas-5gs.mm.suci.scheme_id",
        "concealed": "nas-5gs.mm.suci.scheme_output.ciphertext",
        "country": "e212.mcc",
        "network": "e212.mnc",
    },
    "challenge": {"random": "gsm_a.dtap.rand", "network_proof": "gsm_a.dtap.autn"},
    "proof": {},
    "protection": {
        "ciphering": "nas-5gs.mm.nas_sec_algo_enc",
        "integrity": "nas-5gs.mm.nas_sec_algo_ip",
    },
    "accept": {"name": "nas-5gs.5g_tmsi", "slice": "nas-5gs.mm.sst"},
    "session": {"data_network": "nas-5gs.cmn.dnn", "slice": "nas-5gs.mm.sst"},
    "tunnel": {"tunnel": "pfcp.f_teid.teid", "upf": "pfcp.f_teid.ipv4_addr"},
    "address": {"address": "nas-5gs.sm.pdu_addr_inf_ipv4"},
    "path": {
        "tunnel": "pfcp.outer_hdr_creation.teid",
        "gnb": "pfcp.outer_hdr_creation.ipv4",
    },
}
"""The values to read in each message, with their tshark fields."""

_RESPONSE_TAG = "2d10"
"""Before the 16 bytes of the answer RES* (TS 24.501, 9.11.3.17)."""


class NotARegistrationError(ValueError):
    """The capture lacks one of the steps."""


@dataclass(frozen=True)
class Step:
    """One message of the registration.

    Args:
        id: its name.
        time_ms: since the first request.
        says: the values that a learner reads, by name.
    """

    id: StepId
    time_ms: float
    says: dict[str, str]


@dataclass(frozen=True)
class Observation:
    """A registration that was captured, and a command that got through afterwards.

    Args:
        captured_at: the first request's time, as ISO 8601 with its zone.
        messages: how many packets of signalling there were from the first request to the last
            change of the path.
        steps: the ten steps, in their order.
        plain: the order's frame between the site's network and the UPF (N6), in hexadecimal.
        tunnelled: the same between the UPF and the gNB (N3).
    """

    captured_at: str
    messages: int
    steps: tuple[Step, ...]
    plain: str
    tunnelled: str

    def step(self, name: StepId) -> Step:
        """Return one of the steps."""
        return next(step for step in self.steps if step.id == name)

    def to_json(self) -> str:
        """Return it on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(words: dict[str, Any]) -> Observation:
    """Return the observation that `Observation.to_json` wrote."""
    steps = tuple(Step(**step) for step in words["steps"])
    return Observation(**{**words, "steps": steps})


def read_registration(capture: "Capture", order: bytes) -> Observation:
    """Read the last registration of a capture.

    Args:
        capture: of N2, N3, N4 and N6.
        order: the payload of the packet that was sent to the device afterwards.

    Raises:
        NotARegistrationError: a step is missing, or the order was not seen on both sides.
    """
    messages = capture.signalling
    first = max(
        (at for at, message in enumerate(messages) if message.name == _MESSAGES["request"]),
        default=None,
    )
    if first is None:
        raise NotARegistrationError("no registration request")
    messages = messages[first:]
    begun_s = messages[0].time_s
    steps = [*_steps(messages, begun_s)]
    last = next(m for m in reversed(messages) if m.name == _MESSAGES["path"])
    signalling = {m.frame for m in messages if m.frame <= last.frame}

    frames = [(float(each.time), bytes(each.original)) for each in capture.packets()]
    file_begins_s = frames[0][0]
    carrying = sorted((len(frame), time_s, frame) for time_s, frame in frames if order in frame)
    if len(carrying) != 2:
        raise NotARegistrationError(f"the order was seen {len(carrying)} times instead of twice")
    (_, sent_s, plain), (_, _, tunnelled) = carrying
    steps.append(Step("order", _ms(sent_s - file_begins_s - begun_s), {"text": order.decode()}))
    return Observation(
        captured_at=_iso(file_begins_s + begun_s),
        messages=len(signalling),
        steps=tuple(steps),
        plain=plain.hex(),
        tunnelled=tunnelled.hex(),
    )


def _steps(messages: Sequence["Message"], begun_s: float) -> Iterator[Step]:
    for name, title in _MESSAGES.items():
        found = next((at for at, message in enumerate(messages) if message.name == title), None)
        if found is None:
            raise NotARegistrationError(f"no {title}")
        message = messages[found]
        says = {
            key: value
            for key, field in _FIELDS[name].items()
            if (value := _last(message, field)) is not None
        }
        if name == "proof":
            says["answer"] = _answer(messages, message)
        if name == "session":
            # What it is for stands in the message that carries it.
            carrier = messages[found - 1]
            says |= {key: _last(carrier, field) or "" for key, field in _FIELDS[name].items()}
        yield Step(name, _ms(message.time_s - begun_s), says)


def _answer(messages: Sequence["Message"], message: "Message") -> str:
    """Return RES*, which tshark shows only as part of the whole message."""
    carrier = next(
        each for each in messages if each.frame == message.frame and each.part == message.carrier
    )
    return (carrier.first("ngap.NAS_PDU") or "").partition(_RESPONSE_TAG)[2][:32]


def _last(message: "Message", field: str) -> str | None:
    values = message.fields.get(field)
    return values[-1] if values else None


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def _iso(time_s: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="seconds")
