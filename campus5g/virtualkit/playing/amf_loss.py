"""What a gNB and its UEs do when the AMF is gone, until it is back."""

import asyncio
from collections.abc import Callable

from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.wire.sctp import Association

RECONNECT_S = 5.0
"""How long a gNB waits before it asks again for an association; a design value."""


class AmfLoss:
    """Lets a gNB bear the loss of its AMF.

    Without an AMF the cell is barred: its UEs lose it, and what they had there is gone. The gNB
    asks for an association until it gets one; then it sets N2 up anew (TS 38.413, 8.7.1), and the
    UEs register again.

    Args:
        association: the gNB's end of N2.
        gnb: who bears it.
        ues: returns those in its cell.
        set_up: sends the NG setup request.
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
        """Ask no more."""
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
            # One that was switched on meanwhile has asked in vain.
            ue.lose_cell()
            ue.find_cell()
