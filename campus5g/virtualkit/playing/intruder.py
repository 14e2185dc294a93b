"""The intruder of a scenario, who acts on orders and inside the virtual network only.

A stolen SIM in other equipment, a sweep of the plant's addresses through its session, a NAS message
that is sent a second time, a false cell that sends a device away. Each is there to be seen and
answered; none leaves the emulated network.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import Ipv4Packet
from campus5g.virtualkit.core.console import Console
from campus5g.virtualkit.ran.radio import NasTransfer
from campus5g.virtualkit.scenarios.plant import IntruderPlan
from campus5g.virtualkit.scenarios.scenario import Scenario
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.segment import Flag, Segment

SETTLED_LIMIT_S = 15.0
LAST_ANSWERS_S = 0.5
"""How long the answers to a sweep are waited for, after its last attempt."""

_FIRST_PORT = 50_000
_WINDOW = 64_240


class Intruder:
    """Plays a scenario's intruder.

    Args:
        scenario: the scenario that the network was built for.
        ues: the UEs by name.
        console: says whether a SIM asks for its PIN.
        to_gnb: passes what a UE transmits to its gNB.
    """

    def __init__(
        self,
        scenario: Scenario,
        ues: Mapping[str, Ue],
        console: Console,
        to_gnb: Callable[[str, NasTransfer], None],
    ) -> None:
        self._scenario = scenario
        self._ues = ues
        self._console = console
        self._to_gnb = to_gnb
        self.touched: set[str] = set()
        """The devices that are not as their scenario has them."""

    def follow(self, scenario: Scenario) -> None:
        """Leave, with what was taken given back: the field restarts the devices concerned."""
        self._scenario = scenario
        for name in self.touched:
            self._ues[name].sim_locked = False
        self.touched.clear()

    @property
    def plan(self) -> IntruderPlan | None:
        """The scenario's intruder; None where nobody intrudes."""
        return self._scenario.intruder

    async def steal(self, plan: IntruderPlan) -> int:
        """Put a device's SIM into the intruder's equipment, register, and sweep the plant.

        Returns:
            How many connections were attempted; 0 without a session.
        """
        ue = self._ues[plan.stolen]
        self.touched.add(ue.name)
        await ue.power_off()
        ue.imeisv = plan.imeisv
        ue.sim_locked = ue.name in self._console.needing_pin
        # Other equipment knows neither the 5G-GUTI nor the keys of the one before.
        ue.insert(ue.usim)
        return await self._come_and_sweep(ue, plan)

    async def try_again(self, plan: IntruderPlan) -> int:
        """Sweep again, after a restart if the session has gone.

        Returns:
            How many connections were attempted; 0 without a session, or before the theft.
        """
        ue = self._ues[plan.stolen]
        return await self._come_and_sweep(ue, plan) if ue.imeisv == plan.imeisv else 0

    def replay(self, plan: IntruderPlan) -> bool:
        """Send a device's last protected NAS message a second time; return whether there was one.

        The AMF discards it: its NAS COUNT has passed (TS 24.501, 4.4.3.2).
        """
        ue = self._ues[plan.replays]
        recorded = ue.last_protected
        if recorded is None or not ue.connected:
            return False
        self._to_gnb(ue.name, NasTransfer(recorded))
        return True

    def send_away(self, plan: IntruderPlan) -> bool:
        """Have a false cell reject a device, which stays off the network until it restarts."""
        false = plan.false_cell
        ue = self._ues[false.ue]
        if not ue.powered:
            return False
        self.touched.add(ue.name)
        ue.be_sent_away(false.cell_id, false.cause)
        return True

    async def _come_and_sweep(self, ue: Ue, plan: IntruderPlan) -> int:
        if ue.address is None:
            await ue.power_off()
            ue.power_on()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLED_LIMIT_S):
                    await ue.settled.wait()
        attempts = 0
        for address in plan.sweep.network.hosts():
            for port in plan.sweep.ports:
                if ue.address is None:
                    return attempts
                ue.send_packet(_attempt(ue.address, address, port, attempts))
                attempts += 1
                await asyncio.sleep(plan.sweep.period_ms / 1000)
        await asyncio.sleep(LAST_ANSWERS_S)
        return attempts


def _attempt(source: IPv4Address, destination: IPv4Address, port: int, number: int) -> Ipv4Packet:
    """Return the first segment of a TCP connection."""
    sequence = 0x10000000 + 977 * number
    opening = Segment(_FIRST_PORT + number, port, sequence, 0, Flag.SYN, _WINDOW)
    return opening.between(source, destination)
