"""The gateway as a process: its socket, its ready line, and a clean shutdown."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn

from campus5g.errors import CampusError
from campus5g.gateway.access.access import Access
from campus5g.gateway.access.leases import Leases
from campus5g.gateway.access.rate_limit import CALLS_A_SECOND, Buckets
from campus5g.gateway.access.tls import Certificate
from campus5g.gateway.access.tokens import LeaseTokens
from campus5g.gateway.access.turnover import Turnover
from campus5g.gateway.access.uses import Uses
from campus5g.gateway.app import create_app
from campus5g.gateway.as_new import turnover_of
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.evidence.key import signing_key
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.modems.driver import Modem
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.scenarios.stage import Stage
from campus5g.gateway.virtual.forwards import Forwards
from campus5g.inventory import Inventory
from campus5g.process_folder import ProcessFolder

_LONGEST_GOODBYE_S = 3
_LARGEST_MESSAGE_BYTES = 16 << 10


class _Server(uvicorn.Server):
    """A server that announces when it is ready, and ends open streams before it waits for them."""

    def __init__(
        self,
        config: uvicorn.Config,
        leases: Leases,
        turnover: Turnover,
        captures: Captures,
        modems: dict[str, Modem],
        robots: dict[str, RobotControl],
        url: str,
    ) -> None:
        super().__init__(config)
        self._leases = leases
        self._turnover = turnover
        self._captures = captures
        self._modems = modems
        self._robots = robots
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(json.dumps({"ready": True, "url": self._url}), flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._turnover.close()
        self._leases.close()
        self._captures.end()
        for modem in self._modems.values():
            modem.end()
        await asyncio.gather(*(robot.end() for robot in self._robots.values()))
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `serve`: uvicorn would raise them again before the folder is removed."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return the listening socket, whose connections send each answer at once.

    Raises:
        CampusError: the address is in use, or not one of this host's.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Else an answer's body waits 40 ms for the acknowledgement of its head; accepted connections
    # inherit it, and asyncio sets it only where the socket names its protocol.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CampusError(
            f"The gateway can't listen on {host}:{port} ({error.strerror}).",
            "Stop the gateway that runs there, or give another --host or --port.",
        ) from error
    return listener


async def serve(
    inventory: Inventory,
    token: str,
    listener: socket.socket,
    *,
    certificate: Certificate | None = None,
    learner: str = "",
    for_learner_alone: bool = False,
    network_runs: Callable[[], bool] = lambda: True,
    calls_a_second: float = CALLS_A_SECOND,
    until_stdin_closes: bool,
) -> None:
    """Serve until SIGTERM, SIGINT or, where asked, the end of standard input.

    Args:
        inventory: the kit.
        token: the operator's.
        listener: where to serve.
        certificate: the certificate for HTTPS; None for HTTP.
        learner: the person whom measurements with the operator's token are attested for; empty
            for nobody.
        for_learner_alone: whether the kit may be lent to nobody but that person.
        network_runs: returns whether the virtual network that belongs to the gateway runs.
        calls_a_second: how often one client may call on average.
        until_stdin_closes: whether to end with standard input.

    Raises:
        CampusError: the gateway's key can't be read or made, or its certificate can't be used.
    """
    host, port = listener.getsockname()
    key = signing_key(inventory.name)
    notary = Notary(inventory.name, inventory.kind, key, network_runs)
    with ProcessFolder("gateway") as folder:
        captures = Captures(inventory.capture, folder.path, notary)
        modems = {name: Modem(ue.modem) for name, ue in inventory.ues.items()}
        robots = {
            name: RobotControl(name, robot, virtual=inventory.kind == "virtual")
            for name, robot in inventory.robots.items()
        }
        stage = Stage(inventory, notary.scenarios)
        forwards, uses = Forwards(inventory), Uses()
        turnover = turnover_of(inventory, uses, captures, notary, modems, robots, stage, forwards)
        leases = Leases(LeaseTokens(), turnover.after)
        access = Access(token, leases, turnover, learner, for_learner_alone=for_learner_alone)
        config = uvicorn.Config(
            create_app(
                inventory=inventory,
                access=access,
                notary=notary,
                captures=captures,
                modems=modems,
                robots=robots,
                stage=stage,
                forwards=forwards,
                uses=uses,
                buckets=Buckets(calls_a_second),
            ),
            ws_max_size=_LARGEST_MESSAGE_BYTES,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=_LONGEST_GOODBYE_S,
        )
        if certificate is not None:
            certificate.use(config)
        url = f"{'http' if certificate is None else 'https'}://{host}:{port}"
        server = _Server(config, leases, turnover, captures, modems, robots, url)

        def stop() -> None:
            server.should_exit = True

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        if until_stdin_closes:
            _when_stdin_closes(loop, stop)
        await stage.open()
        await server.serve(sockets=[listener])


def _when_stdin_closes(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    def wait() -> None:
        with contextlib.suppress(OSError):
            while os.read(sys.stdin.fileno(), 4096):
                pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=wait, name="stdin", daemon=True).start()
