"""Kits that are served on this machine, found by name.

`campus5g kit serve` notes each in a file that only its user can read:
``DATA/kits/<name>.json`` with address, token and process id.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.private import PrivateKit, start_gateway, start_private_kit
from campus5g.language import t
from campus5g.places import KITS, data_folder

ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class ServedKit:
    """A kit that answers at an address, for the holder of its token."""

    name: str
    url: str
    token: str
    pid: int


class RunningKit:
    """A kit that this process serves."""

    def __init__(self, name: str, kit: PrivateKit) -> None:
        self.name = name
        self.url = kit.url
        self._kit = kit

    def wait(self) -> None:
        """Wait until a process of the kit ends, or Ctrl-C."""
        with contextlib.suppress(KeyboardInterrupt):
            self._kit.wait()


def served_kits() -> list[ServedKit]:
    """Return the kits that are served here and answer; forget those that do not."""
    kits = []
    for file in sorted(_folder().glob("*.json")):
        kit = _read(file)
        if kit is not None and _alive(kit.pid) and _answers(kit):
            kits.append(kit)
        else:
            file.unlink(missing_ok=True)
    return kits


def find_served(name: str) -> ServedKit | None:
    """Return the kit served here under a name, if there is one that answers."""
    return next((kit for kit in served_kits() if kit.name == name), None)


@contextlib.contextmanager
def serve(kit: str = "virtual", *, scenario: str = "nominal") -> Iterator[RunningKit]:
    """Serve a kit while the block runs: its gateway, and the network of a virtual one.

    Args:
        kit: name of a kit of this house, or its inventory file.
        scenario: what goes on in a virtual kit's network.

    Raises:
        KitError: it does not start, or is served already.
        InventoryError: its inventory is missing or wrong.
    """
    from campus5g.inventory import load_inventory

    file = Path(kit) if kit.endswith((".yaml", ".yml")) else KITS / f"{kit}.yaml"
    inventory = load_inventory(file)
    running = find_served(inventory.name)
    if running is not None:
        raise KitError(
            t(
                fr=f"Le kit {running.name} est déjà servi à l’adresse {running.url}.",
                en=f"Kit {running.name} is served already, at {running.url}.",
            ),
            t(
                fr=f"Utilisez-le, ou arrêtez le processus {running.pid}.",
                en=f"Use it, or end process {running.pid}.",
            ),
        )
    if inventory.kind == "virtual":
        processes = start_private_kit(file, scenario=scenario, log_to_terminal=True)
    else:
        url, token, gateway = start_gateway(file, log_to_terminal=True)
        processes = PrivateKit(url, token, [gateway])
    with processes, _noted(ServedKit(inventory.name, processes.url, processes.token, os.getpid())):
        yield RunningKit(inventory.name, processes)


@contextlib.contextmanager
def _noted(kit: ServedKit) -> Iterator[None]:
    """Keep the connection file while the kit is served."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{kit.name}.json"
    draft = folder / f".{kit.name}.{kit.pid}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(kit), stream)
    draft.replace(file)
    try:
        yield
    finally:
        if _read(file) == kit:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    return data_folder() / "kits"


def _read(file: Path) -> ServedKit | None:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return ServedKit(
            name=str(values["name"]),
            url=str(values["url"]),
            token=str(values["token"]),
            pid=int(values["pid"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _answers(kit: ServedKit) -> bool:
    with GatewayConnection(kit.url, kit.token) as connection:
        try:
            connection.call("GET", "/captures", timeout_s=ANSWER_SECONDS)
        except KitError:
            return False
    return True
