"""Kits that are served on this machine, found by name.

`campus5g kit serve` notes each in a file that only its user can read:
``DATA/kits/<name>.json`` with address, token, process id and authority. A gateway that
provisioning has made a service is found by its settings under ``/etc/campus5g/gateway``, which
its operators can read.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.kit.authority import UntrustedKitError, ca_file_from_surroundings
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.starting.private import PrivateKit, start_gateway, start_private_kit
from campus5g.language import t
from campus5g.places import data_folder, inventory_file

ANSWER_S = 15.0
SERVICE = Path("/etc/campus5g/gateway")
AUTHORITY = Path("/etc/campus5g/tls/ca.crt")
"""Settings of the kit whose gateway is a service of this machine."""


@dataclass(frozen=True)
class ServedKit:
    """A kit that answers at an address, for the holder of its token.

    `pid` is None where the system serves it. `ca_file` names the authority that signed its
    certificate, if it serves HTTPS with one of its own.
    """

    name: str
    url: str
    token: str
    pid: int | None
    ca_file: Path | None = None


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
    """Return the kits that this machine serves and that answer; forget the others."""
    kits = [kit for kit in _services() if _answers(kit)]
    for file in sorted(_folder().glob("*.json")):
        kit = _read(file)
        if kit is not None and kit.pid is not None and _alive(kit.pid) and _answers(kit):
            kits.append(kit)
        else:
            file.unlink(missing_ok=True)
    return kits


def find_served(name: str) -> ServedKit | None:
    """Return the kit that this machine serves under a name, if it answers."""
    return next((kit for kit in served_kits() if kit.name == name), None)


@contextlib.contextmanager
def serve(
    kit: str = "virtual",
    *,
    scenario: str = "nominal",
    quiet: bool = False,
    certificate: Path | None = None,
    key: Path | None = None,
) -> Iterator[RunningKit]:
    """Serve a kit while the block runs: its gateway, and the network of a virtual one.

    Args:
        kit: name of a kit, or its inventory file.
        scenario: the scenario of a virtual kit's network.
        quiet: keep the logs of a virtual kit off the terminal; that of a real one shows the robot's
            code there.
        certificate: the certificate with which a real kit's gateway serves HTTPS; clients find its
            authority by ``CAMPUS5G_CA_FILE``.
        key: the certificate's private key.

    Raises:
        KitError: it does not start, is served already, or is virtual and given a certificate.
        InventoryError: its inventory is missing or wrong.
    """
    from campus5g.inventory import load_inventory

    file = inventory_file(kit)
    inventory = load_inventory(file)
    running = find_served(inventory.name)
    if running is not None:
        raise KitError(
            t(
                fr=f"Le kit {running.name} est déjà servi à l’adresse {running.url}.",
                en=f"Kit {running.name} is already served at {running.url}.",
            ),
            t(
                fr="Utilisez-le, ou arrêtez-le : systemctl stop campus5g-gateway.",
                en="Use it, or stop it: systemctl stop campus5g-gateway.",
            )
            if running.pid is None
            else t(
                fr=f"Utilisez-le, ou arrêtez le processus {running.pid}.",
                en=f"Use it, or end process {running.pid}.",
            ),
        )
    if inventory.kind == "virtual":
        if certificate is not None or key is not None:
            raise _needs_no_certificate()
        processes = start_private_kit(file, scenario=scenario, log_to_terminal=not quiet)
    else:
        url, token, gateway = start_gateway(
            file, certificate=certificate, key=key, log_to_terminal=True
        )
        processes = PrivateKit(url, token, [gateway])
    ca_file = None if certificate is None else ca_file_from_surroundings()
    noted = ServedKit(inventory.name, processes.url, processes.token, os.getpid(), ca_file)
    with processes, _noted(noted):
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
        json.dump(asdict(kit), stream, default=str)
    draft.replace(file)
    try:
        yield
    finally:
        if _read(file) == kit:
            file.unlink(missing_ok=True)


def _services() -> list[ServedKit]:
    """Return the kits whose gateway is a service of this machine, for those who may read that."""
    from campus5g.inventory import load_inventory

    try:
        token = (SERVICE / "token").read_text(encoding="utf-8").strip()
        inventories = [load_inventory(file) for file in sorted(SERVICE.glob("*.yaml"))]
    except (OSError, CampusError):
        return []
    return [
        ServedKit(each.name, each.gateway.url, token, None, AUTHORITY if each.gateway.tls else None)
        for each in inventories
    ]


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
            ca_file=Path(values["ca_file"]) if values.get("ca_file") else None,
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
    try:
        with GatewayConnection(kit.url, kit.token, kit.ca_file) as connection:
            connection.call("GET", "/captures", timeout_s=ANSWER_S)
    except UntrustedKitError:
        # Something answers: the error on connecting says why it is not trusted.
        return True
    except KitError:
        return False
    return True


def _needs_no_certificate() -> KitError:
    return KitError(
        t(
            fr="Un kit virtuel ne répond que sur cette machine : il n’a pas de certificat.",
            en="A virtual kit answers on this machine alone: it has no certificate.",
        ),
        t(fr="Laissez --certificate et --key.", en="Leave out --certificate and --key."),
    )
