"""How a gNB and its UEs react to the loss of the AMF, until it is back."""

import asyncio
from collections.abc import Callable

from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.wire.sctp import Association

RECONNECT_S = 5.0
"""How long a gNB waits before it sets up an association again; a design value."""


class AmfLoss:
    """Handles a gNB's loss of its AMF.

    Without an AMF the cell is barred: its UEs lose it, and their sessions. The gNB tries to set
    up an association until it succeeds; then it repeats NG setup (TS 38.413, 8.7.1), and the UEs
    register again.

    Args:
        association: the gNB's end of N2.
        gnb: the gNB.
        ues: returns the UEs in its cell.
        set_up: sends the NG SETUP REQUEST.
    """

    def __init__(
        self,
        association: Association,
        gnb: Gnb,
        ues: Callable[[], list[Ue]],
        set_up: Callable[[], None],
    ) -> None:
        self._association = association
        self._gnb = gnb
        self._ues = ues
        self._set_up = set_up
        self._reconnecting: asyncio.Task[None] | None = None
        association.lost = self._on_lost

    def end(self) -> None:
        """Stop reconnecting."""
        if self._reconnecting is not None:
            self._reconnecting.cancel()

    def _on_lost(self) -> None:
        self.end()
        self._gnb.lose_amf()
        for ue in self._ues():
            ue.lose_cell()
        self._reconnecting = asyncio.get_running_loop().create_task(self._reconnect())

    async def _reconnect(self) -> None:
        await asyncio.sleep(RECONNECT_S)
        self._association.connect()
        await self._association.established.wait()
        self._set_up()
        await self._gnb.ready.wait()
        for ue in self._ues():
            # A UE that was switched on meanwhile has had no answer.
            ue.lose_cell()
            ue.find_cell()
