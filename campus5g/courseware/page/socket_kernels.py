"""Kernels of a server that listen on sockets in a folder of their own, in place of TCP ports.

Jupyter chooses ports a second or two before the kernel listens there. Where a class opens its
module at the same moment, two kernels would be given the same one, and one of them dies.
"""

from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import default

from campus5g.process_folder import ProcessFolder


class ConnectedClient(AsyncKernelClient):
    """A client that connects once.

    Each time that stock clients are asked whether they are ready, they listen for a fifth of a
    second for something that might still come.
    """

    connected = False

    def start_channels(self, *_channels: bool, **_named: bool) -> None:
        """Open the channels, unless they are open; a heartbeat would be a thread of its own."""
        if not self.connected:
            super().start_channels(hb=False)

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 -- stock
        """Wait until the kernel answers and is heard, unless it has been."""
        if not self.connected:
            await super().wait_for_ready(timeout)
            self.connected = True


class SocketKernelManager(ServerKernelManager):  # type: ignore[misc]
    """One kernel, whose sockets only its owner and root can reach."""

    _kept: ConnectedClient | None = None

    @default("transport")
    def _on_sockets(self) -> str:
        return "ipc"

    @default("ip")
    def _in_a_folder(self) -> str:
        # Below the runtime folder, as Jupyter would have it, paths are too long for sockets.
        self._folder = ProcessFolder("kernel")
        return str(self._folder.path / "kernel")

    @default("client_factory")
    def _that_connects_once(self) -> type[ConnectedClient]:
        return ConnectedClient

    def keep(self, client: ConnectedClient) -> None:
        """Keep a client that is connected for the next who asks for one."""
        self._kept = client

    def client(self, **settings: Any) -> ConnectedClient:
        """Return a client: the one that was kept, else one that is not connected yet."""
        kept, self._kept = self._kept, None
        made: ConnectedClient = kept or super().client(**settings)
        return made
