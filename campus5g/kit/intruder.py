"""The intruder of a virtual kit's scenario, who acts when a lesson tells them to.

Everything stays inside the virtual network; a real kit refuses.
"""

from dataclasses import dataclass

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.interrupting import interruptible
from campus5g.language import t

ANSWER_S = 45.0


@dataclass(frozen=True)
class Intrusion:
    """What the intruder has done; an intruder whom the network stops is a result."""

    act: str
    """The gateway's name for it, e.g. ``"steal"``."""
    acted: bool
    attempts: int = 0
    """Connections that were attempted in the plant's network."""

    def __repr__(self) -> str:
        fr, en = _NAMES[self.act]
        if not self.acted:
            return t(fr=f"{fr} : arrêté par le réseau", en=f"{en}: stopped by the network")
        sent = t(
            fr=f", {self.attempts} tentatives de connexion",
            en=f", {self.attempts} connection attempts",
        )
        return t(fr=f"{fr} : fait", en=f"{en}: done") + (sent if self.attempts else "")


_NAMES = {
    "steal": ("vol", "theft"),
    "try-again": ("nouvel essai", "new try"),
    "replay": ("rejeu", "replay"),
    "send-away": ("fausse cellule", "false cell"),
}


@interruptible()
class Intruder:
    """The acts of a scenario's intruder; each returns when it is over.

    Every method raises `KitError` on a real kit, and in a scenario without an intruder.
    """

    def __init__(self, connection: GatewayConnection) -> None:
        self._connection = connection

    def steal(self) -> Intrusion:
        """Put a device's SIM into other equipment, register, and look for PLCs."""
        return self._act("steal")

    def try_again(self) -> Intrusion:
        """Look for PLCs again; without a session, register first."""
        return self._act("try-again")

    def replay(self) -> Intrusion:
        """Send a device's last protected NAS message a second time."""
        return self._act("replay")

    def send_away(self) -> Intrusion:
        """Have a false cell reject a device; ``k.ue(…).restart()`` brings it back."""
        return self._act("send-away")

    def _act(self, act: str) -> Intrusion:
        answer = self._connection.call("POST", "/intruder", {"act": act}, timeout_s=ANSWER_S)
        return Intrusion(act, **answer)
