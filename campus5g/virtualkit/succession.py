"""Networks that succeed one another at the same addresses, each as new as the first.

All that a user can change in a network is in its objects, tasks, timers and connections. So each
network has an event loop of its own, and when it is succeeded, all of that ends with the loop.
Only the block of addresses and the control port's queue outlast it: an order that comes between
two networks waits there for the next one.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack

from campus5g.inventory import Inventory
from campus5g.virtualkit.control.port import Answers, Order, bound
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.timing.exact_loop import exact_loop


class Succession:
    """Runs one network after the other until the process is asked to end.

    Args:
        inventory: the kit, moved to the address block that it runs on.
        scenario: the scenario that each network starts with.
        seed: the same seed gives the same keys, identities and delays.
        control_key: what orders at the control port must bear, as `VirtualNetwork` takes it.
        until_stdin_closes: whether to end with standard input.
    """

    def __init__(
        self,
        inventory: Inventory,
        scenario: Scenario,
        seed: int,
        *,
        control_key: str = "",
        until_stdin_closes: bool,
    ) -> None:
        self._inventory = inventory
        self._scenario = scenario
        self._seed = seed
        self.control_key = control_key
        self._until_stdin_closes = until_stdin_closes
        self._ended = False

    def run(self, ready: Callable[[], None]) -> None:
        """Run the networks.

        Args:
            ready: called once, when the first network can be used.

        Raises:
            CampusError: when a network can't be built, or can't use its addresses.
        """
        with ExitStack() as stack:
            queue = None
            if (control := self._inventory.control) is not None:
                queue = stack.enter_context(bound(control.host, control.port))
            while not self._ended:
                with asyncio.Runner(loop_factory=exact_loop) as runner:
                    runner.run(self._run_one(queue, ready))
                ready = _nothing
                # Connections that the network left open close when their objects go.
                gc.collect()

    async def _run_one(self, queue: socket.socket | None, ready: Callable[[], None]) -> None:
        async with AsyncExitStack() as stack:
            over = asyncio.Event()
            self._notice_end(over)
            network = VirtualNetwork(
                self._inventory, self._scenario, self._seed, control_key=self.control_key
            )
            await network.serve(stack)
            await network.start()

            async def renew(_: Order) -> Answers:
                """Let a new network take this one's place; the next order is answered by it."""
                network.control.close()
                try:
                    yield {"renewing": True}
                finally:
                    over.set()

            network.control.commands["renew"] = renew
            if queue is not None:
                await network.control.listen(queue.dup(), stack)
            ready()
            await over.wait()

    def _notice_end(self, over: asyncio.Event) -> None:
        """Set an event when the process should end."""
        loop = asyncio.get_running_loop()

        def end() -> None:
            self._ended = True
            over.set()

        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, end)
        if not self._until_stdin_closes:
            return
        stdin = sys.stdin.fileno()

        def on_input() -> None:
            try:
                given = os.read(stdin, 4096)
            except ConnectionResetError:  # a socket whose other end closed without reading all
                given = b""
            if not given:
                loop.remove_reader(stdin)
                end()

        try:
            loop.add_reader(stdin, on_input)
        except PermissionError:  # a file or /dev/null, which never closes
            end()


def _nothing() -> None:
    """Say nothing: only the first network is announced."""
