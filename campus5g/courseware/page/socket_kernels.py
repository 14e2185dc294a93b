"""Kernels of a server that listen on sockets in a folder of their own, in place of TCP ports.

Jupyter chooses ports a second or two before the kernel listens there. Where a class opens its
module at the same moment, two kernels would be given the same one, and one of them dies.
"""

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import default

from campus5g.process_folder import ProcessFolder


class SocketKernelManager(ServerKernelManager):  # type: ignore[misc]
    """One kernel, whose sockets only its owner and root can reach."""

    @default("transport")
    def _on_sockets(self) -> str:
        return "ipc"

    @default("ip")
    def _in_a_folder(self) -> str:
        # Below the runtime folder, as Jupyter would have it, paths are too long for sockets.
        self._folder = ProcessFolder("kernel")
        return str(self._folder.path / "kernel")
