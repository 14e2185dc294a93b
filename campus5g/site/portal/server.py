"""The server of the portal."""

from socket import socket
from types import FrameType

import uvicorn

from campus5g.site.running.supervised import Supervisor


class PortalServer(uvicorn.Server):
    """Ends the answers that have no end of their own: a server waits for all of them.

    Args:
        config: of uvicorn.
        supervisor: who started the portal apart from the Hub, if anybody did.
    """

    def __init__(self, config: uvicorn.Config, supervisor: Supervisor | None = None) -> None:
        super().__init__(config)
        self._supervisor = supervisor

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        if self.started and self._supervisor is not None:
            await self._supervisor.tell_ready(f"http://{self.config.host}:{self.config.port}")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take the signal to end."""
        self.config.app.state.portal.announcer.close()  # type: ignore[union-attr]
        super().handle_exit(sig, frame)
