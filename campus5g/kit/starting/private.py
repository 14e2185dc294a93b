"""A private virtual kit: its network and its gateway as two child processes."""

import atexit
import getpass
import os
import secrets
import shutil
import tempfile
import threading
from pathlib import Path

from campus5g.kit.closing import Closing
from campus5g.kit.starting.processes import Child, start_pair, wait_for_first_end
from campus5g.places import KITS
from campus5g.pool.order import KitOrder

VIRTUAL = KITS / "virtual.yaml"

_ours: dict[Path, "PrivateKit"] = {}
_lock = threading.Lock()


class PrivateKit(Closing):
    """A running virtual kit: its address, and how to end it."""

    def __init__(self, url: str, token: str, children: list[Child]) -> None:
        self.url = url
        self.token = token
        self._children = children

    @property
    def alive(self) -> bool:
        """Whether its processes still run."""
        return all(child.alive for child in self._children)

    @property
    def pids(self) -> list[int]:
        """The ids of its processes."""
        return [child.pid for child in self._children]

    def wait(self) -> None:
        """Wait until one of the processes ends."""
        wait_for_first_end(self._children)

    def close(self) -> None:
        """End its processes, the gateway first."""
        for child in reversed(self._children):
            child.end()


def start_private_kit(
    inventory: Path = VIRTUAL,
    *,
    scenario: str = "nominal",
    seed: int | None = None,
    owner: str | None = None,
    learner: str | None = None,
    log_to_terminal: bool = False,
) -> PrivateKit:
    """Start a virtual kit and its gateway; both end with this process at the latest.

    Args:
        inventory: the kit's inventory file; it is moved to a block of its own.
        scenario: the scenario of its network.
        seed: makes its delays repeatable.
        owner: for whom the block of addresses is chosen; by default this user.
        learner: in whose name it measures; by default this user.
        log_to_terminal: pass their logs to standard error.

    Raises:
        KitError: one of them did not start.
    """
    _ensure_writable_keyring()
    token = secrets.token_urlsafe(32)
    order = KitOrder(
        inventory=str(inventory.absolute()),
        scenario=scenario,
        owner=owner or f"uid-{os.getuid()}",
        learner=this_learner() if learner is None else learner,
        seed=seed,
    )
    network, gateway = start_pair(
        order, environment=_access(token), log_to_terminal=log_to_terminal
    )
    try:
        url = str(gateway.ready()["url"])
    except BaseException:
        network.end()
        raise
    return PrivateKit(url, token, [network, gateway])


def start_gateway(
    inventory: Path,
    block: str | None = None,
    *,
    learner: str = "",
    certificate: Path | None = None,
    key: Path | None = None,
    log_to_terminal: bool = False,
) -> tuple[str, str, Child]:
    """Start a kit's gateway; return its address, its token and its process.

    Args:
        inventory: the kit's inventory file.
        block: the block of a virtual kit whose network was started apart.
        learner: in whose name the token's holder measures; empty for a kit that is leased.
        certificate: the certificate for HTTPS; without it the gateway serves HTTP.
        key: the certificate's private key.
        log_to_terminal: pass its log to standard error.

    Raises:
        KitError: it did not start.
    """
    _ensure_writable_keyring()
    token = secrets.token_urlsafe(32)
    arguments = ["--inventory", str(inventory)]
    if block is not None:
        arguments += ["--block", block]
    if learner:
        arguments += ["--learner", learner]
    for option, file in (("--certificate", certificate), ("--key", key)):
        arguments += [] if file is None else [option, str(file.absolute())]
    gateway = Child(
        "campus5g.gateway",
        arguments,
        environment=_access(token),
        log_to_terminal=log_to_terminal,
    )
    return str(gateway.ready()["url"]), token, gateway


def _access(token: str) -> dict[str, str]:
    """Return the variables that give a gateway its token."""
    return {"CAMPUS5G_TOKEN": token, "CAMPUS5G_TOKEN_FILE": ""}


def _ensure_writable_keyring() -> None:
    """Copy the installation's keys if they are read-only, as in a sandbox.

    The kit adds its own key to the copy, which this process trusts like the others.
    """
    from campus5g.evidence import keyring_folder
    from campus5g.evidence.keyring import FOLDER_VARIABLE

    folder = keyring_folder()
    if folder.is_dir() and not os.access(folder, os.W_OK):
        copy = tempfile.mkdtemp(prefix="kit-keys-")
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        os.environ[FOLDER_VARIABLE] = copy


def this_learner() -> str:
    """Return the name under which this person submits: the Hub's, else the account's."""
    for variable in ("CAMPUS5G_LEARNER", "JUPYTERHUB_USER"):
        if named := os.environ.get(variable):
            return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def our_private_kit(inventory: Path = VIRTUAL) -> PrivateKit:
    """Return this process's private kit, started at the first call; it ends with the process.

    Raises:
        KitError: it did not start.
    """
    with _lock:
        running = _ours.get(inventory)
        if running is not None and not running.alive:
            del _ours[inventory]
            running.close()
            running = None
        if running is None:
            running = start_private_kit(inventory)
            atexit.register(running.close)
            _ours[inventory] = running
        return running
