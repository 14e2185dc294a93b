"""The parent: everything is imported, nothing runs; every child starts from that state.

A client sends one line of JSON over a Unix socket, with the file descriptors for the gateway's
standard input, output and error; the answer is the process IDs of the kit's network and of its
gateway, with a pidfd for each. Nobody orders one without the other (`campus5g.pool.order`). A
gateway ends when its standard input closes, and its network with it.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import logging
import os
import random
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from campus5g.errors import CampusError
from campus5g.pool.order import GATEWAY, NETWORK, KitOrder
from campus5g.pool.strangers import Strangers

_USED_LATER = (
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
    "uvicorn.lifespan.off",
    "websockets.asyncio.client",
    "campus5g.gateway.robots.rosbridge",
)
"""What the programs import lazily: imported once here instead of once for each kit."""
ORDER_LIMIT_S = 5.0
LARGEST_ORDER_BYTES = 256 << 10

_STANDARD_FILES = 3
_CREDENTIALS = struct.Struct("3i")

log = logging.getLogger(__name__)


def warm_up() -> None:
    """Import and read what kits need, and start a network once, so that children needn't."""
    from campus5g.inventory import load_inventory
    from campus5g.places import KITS

    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    for program in (NETWORK, GATEWAY):
        importlib.import_module(f"{program}.__main__")
    network = importlib.import_module("campus5g.virtualkit.network")
    scenario = importlib.import_module("campus5g.virtualkit.scenarios.scenario")
    for used_later in _USED_LATER:
        importlib.import_module(used_later)
    scenario.listed()
    inventory = load_inventory(KITS / "virtual.yaml")

    async def rehearse() -> None:
        await network.VirtualNetwork(
            inventory, scenario.load_scenario("nominal", inventory), 1
        ).start()

    asyncio.run(rehearse())
    gc.collect()
    # Garbage collection would write to objects that a child shares with its parent.
    gc.freeze()


def make_keys() -> None:
    """Create and publish the key that virtual kits sign with, before any measurement."""
    from campus5g.inventory import load_inventory
    from campus5g.places import KITS

    keys = importlib.import_module("campus5g.gateway.evidence.key")
    keys.signing_key(load_inventory(KITS / "virtual.yaml").name)


@contextlib.contextmanager
def listening(path: Path, *, for_everybody: bool = False) -> Iterator[socket.socket]:
    """Yield the socket that receives orders.

    Args:
        path: the socket's path; its folder is created if needed.
        for_everybody: let every OS user connect, instead of this one only.

    Raises:
        CampusError: when a pool is running already, or others may write to the folder.
    """
    closed_to_others = 0o022 if for_everybody else 0o077
    path.parent.mkdir(mode=0o777 & ~closed_to_others, parents=True, exist_ok=True)
    owner = path.parent.stat()
    if owner.st_uid != os.getuid() or owner.st_mode & closed_to_others:
        raise CampusError(
            f"{path.parent} is open to others.", "Remove it, or restrict it to yourself: chmod 700."
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        if _answers(path):
            raise CampusError("A pool is already running.", "Use it, or end it with Ctrl-C.")
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        path.chmod(0o666 if for_everybody else 0o600)
        listener.listen(64)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def serve(
    listener: socket.socket, ready: Callable[[], None], strangers: Strangers | None = None
) -> None:
    """Fork for each order until SIGTERM or Ctrl-C.

    Running kits continue: each ends with its owner.

    Args:
        listener: the socket that receives orders.
        ready: called when it can receive orders.
        strangers: the other users that it serves; none by default.
    """
    awake, waker = socket.socketpair()
    waker.setblocking(False)
    before = signal.set_wakeup_fd(waker.fileno())
    handlers = {
        number: signal.signal(number, lambda *_: None)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)
    }
    try:
        with awake, waker, selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            selector.register(awake, selectors.EVENT_READ)
            ready()
            while True:
                for key, _ in selector.select():
                    if key.fileobj is listener:
                        _take(listener, [awake, waker, selector], strangers)
                    elif {signal.SIGTERM, signal.SIGINT} & set(awake.recv(64)):
                        return
                _reap(strangers)
    finally:
        signal.set_wakeup_fd(before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _take(listener: socket.socket, private: list[Any], strangers: Strangers | None) -> None:
    connection, _ = listener.accept()
    files: list[int] = []
    with connection:
        connection.settimeout(ORDER_LIMIT_S)
        try:
            peer = _peer(connection)
            foreign = strangers if peer != os.getuid() else None
            if peer != os.getuid() and foreign is None:
                return
            asked, files = _received(connection)
            if len(files) != _STANDARD_FILES:
                return
            order = KitOrder.from_json(asked["kit"])
            environment, folder = dict(asked["environment"]), str(asked["folder"])
            if foreign is not None:
                order = foreign.order(order, peer)
                environment = {**_own_environment(), **foreign.environment(environment)}
                folder = "/"
            start = _Start(environment, folder, [connection, listener, *private])
            pair = start.pair(order, files, for_learner_alone=foreign is not None)
            if foreign is not None:
                foreign.began(pair.gateway, peer)
            files += [pair.network_pidfd, pair.gateway_pidfd]
            pids = {"network": pair.network, "gateway": pair.gateway}
            socket.send_fds(connection, [json.dumps(pids).encode()], files[-2:])
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the pool drops an order: %s", error)
        finally:
            for file in files:
                os.close(file)


def _own_environment() -> dict[str, str]:
    """Return the environment of another user's child, without the Hub's secrets."""
    return {key: value for key, value in os.environ.items() if not key.startswith("JUPYTERHUB_")}


def _received(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    data, files, _, _ = socket.recv_fds(connection, LARGEST_ORDER_BYTES, _STANDARD_FILES)
    while not data.endswith(b"\n") and len(data) < LARGEST_ORDER_BYTES:
        piece = connection.recv(LARGEST_ORDER_BYTES)
        if not piece:
            break
        data += piece
    order: dict[str, Any] = json.loads(data)
    return order, list(files)


@dataclass(frozen=True)
class _Pair:
    """The processes of a kit."""

    network: int
    network_pidfd: int
    gateway: int
    gateway_pidfd: int


@dataclass(frozen=True)
class _Start:
    """Starts children of this process.

    Args:
        environment: their whole environment.
        folder: their working directory.
        private: what they must not keep open.
    """

    environment: dict[str, str]
    folder: str
    private: list[Any]

    def pair(self, order: KitOrder, files: list[int], *, for_learner_alone: bool) -> _Pair:
        """Start a kit's network and its gateway.

        Args:
            order: the kit.
            files: the gateway's standard input, output and error; the network has the last too.
            for_learner_alone: whether the kit may be lent to nobody but the learner.
        """
        to_gateway, to_network = socket.socketpair()
        with to_gateway, to_network:
            standard = [_Descriptor(file) for file in files]
            own_files = [to_network.fileno(), to_network.fileno(), files[2]]
            own_environment = {**self.environment, "CAMPUS5G_TOKEN": ""}
            private = [to_gateway, to_network, *self.private, *standard]
            arguments = order.network_arguments
            network = os.fork()
            if network == 0:
                _run_program(NETWORK, arguments, own_environment, self.folder, own_files, private)
            pidfd = os.pidfd_open(network)
            arguments = order.gateway_arguments(
                to_gateway.fileno(), pidfd, for_learner_alone=for_learner_alone
            )
            private = [to_network, *self.private, *standard]
            gateway = os.fork()
            if gateway == 0:
                _run_program(GATEWAY, arguments, self.environment, self.folder, files, private)
        return _Pair(network, pidfd, gateway, os.pidfd_open(gateway))


@dataclass(frozen=True)
class _Descriptor:
    """A file descriptor that closes like a file."""

    number: int

    def close(self) -> None:
        os.close(self.number)


def _run_program(
    program: str,
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
    files: list[int],
    private: list[Any],
) -> NoReturn:
    """Run a program in the child; never return."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for standard, file in enumerate(files):
            os.dup2(file, standard)
        for each in private:
            each.close()
        os.setsid()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        random.seed()
        sys.argv = [program, *arguments]
        code = importlib.import_module(f"{program}.__main__").main()
        sys.stdout.flush()
    except BaseException:
        log.exception("a child of the pool breaks off")
    finally:
        os._exit(code)


def _reap(strangers: Strangers | None) -> None:
    with contextlib.suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            if strangers is not None:
                strangers.ended(pid)


def _peer(connection: socket.socket) -> int:
    """Return the user ID at the other end."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    uid: int = _CREDENTIALS.unpack(credentials)[1]
    return uid


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
