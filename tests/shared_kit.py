"""The virtual kit that the tests of a process share: each test finds it as new.

What a test left of it, a scenario, a radio that is off, a barred SIM, another policy, is undone by
the product's own turnover, which does the same between two learners.
"""

import subprocess
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

import httpx
from control_port import answers

from campus5g.inventory import Inventory

WITHIN_S = 120
SHOWS_STATE = ("scenario", "subscribers", "policy")
# A renewed network has other times; a device that registers again, another address.
PASSING = ("since_s", "address")


@dataclass(frozen=True)
class Gateway:
    """``python -m campus5g.gateway`` in front of the shared kit."""

    url: str
    token: str

    def restore(self) -> None:
        """Have the gateway make its kit as new, as it does for the next learner."""
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(
            base_url=self.url, headers=headers, timeout=WITHIN_S, trust_env=False
        ) as client:
            # A lease that a test left would put this one into the queue.
            order = {"learner": "the next test", "minutes": 1, "override": True}
            lease = client.post("/leases", json=order).raise_for_status().json()
            # A lease that was never used changes nothing, so nothing is made as new after it.
            used = {"Authorization": f"Bearer {lease['token']}"}
            client.get("/scenario", headers=used).raise_for_status()
            client.delete(f"/leases/{lease['id']}").raise_for_status()
            # Answered when the kit is as new.
            client.get("/scenario").raise_for_status()


@dataclass
class SharedKit:
    """``python -m campus5g.virtualkit`` as a separate process."""

    process: "subprocess.Popen[str]"
    block: IPv4Network
    inventory: Inventory
    gateway: Gateway | None = None
    _new: list[dict[str, Any]] = field(default_factory=list)

    def note_as_new(self) -> None:
        """Note what the kit tells of itself when nothing has happened to it."""
        self._new = self._state()

    def restore(self) -> None:
        """Make the kit as new, unless it is."""
        if self._state() == self._new:
            return
        if self.gateway is not None:
            self.gateway.restore()
        else:
            answers(self.inventory, do="renew")
        now = self._state()
        left = [is_ for is_, was in zip(now, self._new, strict=True) if is_ != was]
        assert left == [], f"The kit could not be made as new: {left}"

    def _state(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in answer.items() if name not in PASSING}
            for question in SHOWS_STATE
            for answer in answers(self.inventory, do=question)
        ]
