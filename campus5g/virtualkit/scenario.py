"""Scenarios: who the subscribers are, what the devices do and what goes wrong."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.virtualkit.qos import GUARANTEED_5QIS

SCENARIOS = Path(__file__).parent / "scenarios"


class ScenarioError(CampusError):
    """A scenario that can't be played."""


def _key(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


Key = Annotated[bytes, BeforeValidator(_key), Field(min_length=16, max_length=16)]
PeriodMs = Annotated[float, Field(ge=5, le=3_600_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Algorithms(_Part):
    """What the AMF chooses for NAS."""

    integrity: Literal["NIA2"] = "NIA2"
    ciphering: Literal["NEA0", "NEA2"] = "NEA0"


class Rates(_Part):
    """A subscriber's aggregate maximum bit rates."""

    downlink: Annotated[int, Field(ge=1, le=10_000)]
    uplink: Annotated[int, Field(ge=1, le=10_000)]


class Subscriber(_Part):
    """What the core knows about one IMSI."""

    k: Key
    opc: Key
    slices: Annotated[list[str], Field(min_length=1)]
    ambr_mbps: Rates
    refused_with_cause: Annotated[int, Field(ge=3, le=111)] | None = None


class Sim(_Part):
    """What a SIM holds beside its IMSI (which stands in the inventory)."""

    k: Key
    opc: Key


class Burst(_Part):
    """A quicker start of an application, when its session comes up."""

    packets: Annotated[int, Field(ge=1, le=10_000)]
    period_ms: PeriodMs


class ApplicationPlan(_Part):
    """What a device sends over UDP while it has a session."""

    port: Annotated[int, Field(ge=1024, le=65535)]
    payload_bytes: Annotated[int, Field(ge=16, le=1300)]
    period_ms: PeriodMs
    answered: bool = False
    burst: Burst | None = None


class Device(_Part):
    """A device of the inventory: its modem, its SIM and its application."""

    imeisv: Annotated[str, Field(pattern=r"^\d{16}$")]
    sim: Sim
    application: ApplicationPlan


class GuaranteedFlow(_Part):
    """The traffic of a slice that gets its guaranteed bit rate: UDP to one port."""

    port: Annotated[int, Field(ge=1024, le=65535)]
    kbps: Annotated[int, Field(ge=1, le=65_535)]


class RadioProfile(_Part):
    """The air as a constant delay in each direction, with a spread."""

    uplink_ms: Annotated[float, Field(ge=0, le=1000)]
    downlink_ms: Annotated[float, Field(ge=0, le=1000)]
    jitter_ms: Annotated[float, Field(ge=0, le=1000)] = 0


class Scenario(_Part):
    """A whole scenario."""

    algorithms: Algorithms = Algorithms()
    subscribers: dict[str, Subscriber]
    devices: dict[str, Device]
    guaranteed_flows: dict[str, GuaranteedFlow] = {}
    radio: RadioProfile


def load_scenario(name: str, inventory: Inventory, folder: Path = SCENARIOS) -> Scenario:
    """Read a scenario by name and check that it fits the kit.

    Raises:
        ScenarioError: there is none of that name, it describes nothing possible, or it
            says nothing about a device of the inventory.
    """
    path = folder / f"{name}.yaml"
    try:
        scenario = Scenario.model_validate(_read(name, folder, (name,)))
    except ValidationError as error:
        finding = error.errors()[0]
        key = ".".join(str(step) for step in finding["loc"])
        raise ScenarioError(f"{path}: {key}: {finding['msg']}.", "Correct the scenario.") from error
    missing = [ue for ue in inventory.ues if ue not in scenario.devices]
    if missing:
        raise ScenarioError(
            f"{path}: nothing is said about {', '.join(missing)}.",
            "Describe each UE of the inventory under devices.",
        )
    promised = [part.name for part in inventory.slices if part.five_qi in GUARANTEED_5QIS]
    forgotten = [part for part in promised if part not in scenario.guaranteed_flows]
    if forgotten:
        raise ScenarioError(
            f"{path}: slice {', '.join(forgotten)} has a 5QI with a guaranteed bit rate.",
            "Say under guaranteed_flows which traffic gets how much.",
        )
    offered = {part.name for part in inventory.slices}
    for imsi, subscriber in scenario.subscribers.items():
        unknown = set(subscriber.slices) - offered
        if unknown:
            raise ScenarioError(
                f"{path}: subscriber {imsi} may use {', '.join(sorted(unknown))}, which the "
                "kit does not offer.",
                f"Use slices of the inventory: {', '.join(sorted(offered))}.",
            )
    return scenario


def _read(name: str, folder: Path, bases: tuple[str, ...]) -> dict[str, Any]:
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
        raise ScenarioError(f"There is no scenario {name!r}.", f"Choose one of: {known}.")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path}: not YAML ({error}).", "Mend the YAML.") from error
    if not isinstance(values, dict):
        raise ScenarioError(f"{path}: no scenario.", "Start from a copy of nominal.yaml.")
    base = values.pop("based_on", None)
    if base is None:
        return values
    if base in bases:
        raise ScenarioError(f"{path}: based on itself.", "Name another scenario.")
    return _merged(_read(str(base), folder, (*bases, str(base))), values)


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        earlier = merged.get(key)
        both = isinstance(earlier, dict) and isinstance(value, dict)
        merged[key] = _merged(earlier, value) if both else value  # type: ignore[arg-type]
    return merged
