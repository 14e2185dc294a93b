"""What it takes to start a virtual kit: the arguments of its network and of its gateway.

Both programs start as a pair. The gateway gets one end of a socket pair and a pidfd of the
network, whose standard input and output are the other end: so it learns its block from the network
itself, and notices its end (`campus5g.gateway.pair`).
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

NETWORK = "campus5g.virtualkit"
GATEWAY = "campus5g.gateway"


@dataclass(frozen=True)
class KitOrder:
    """A virtual kit to start.

    Args:
        inventory: the kit's inventory file.
        scenario: the scenario of its network.
        owner: for whom the block of addresses is chosen.
        learner: in whose name it measures.
        seed: makes its delays repeatable; None for the usual one.
    """

    inventory: str
    scenario: str
    owner: str
    learner: str
    seed: int | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read an order.

        Raises:
            ValueError: it is not one.
        """
        try:
            seed = data["seed"]
            return cls(
                inventory=str(data["inventory"]),
                scenario=str(data["scenario"]),
                owner=str(data["owner"]),
                learner=str(data["learner"]),
                seed=None if seed is None else int(seed),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("this is not an order for a kit") from error

    def to_json(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return asdict(self)

    @property
    def network_arguments(self) -> list[str]:
        """The arguments of the network's program."""
        chosen = ["--inventory", self.inventory, "--scenario", self.scenario]
        chosen += ["--owner", self.owner]
        if self.seed is not None:
            chosen += ["--seed", str(self.seed)]
        return [*chosen, "--for-its-gateway", "--until-stdin-closes"]

    def gateway_arguments(
        self, channel: int, network_pidfd: int, *, for_learner_alone: bool = False
    ) -> list[str]:
        """Return the arguments of the gateway's program.

        Args:
            channel: the descriptor of the gateway's end of the socket pair.
            network_pidfd: the descriptor by which it watches the network's process.
            for_learner_alone: whether the kit may be lent to nobody but the learner.
        """
        chosen = ["--inventory", self.inventory, "--learner", self.learner]
        chosen += ["--network", str(channel), str(network_pidfd)]
        chosen += ["--for-learner-alone"] if for_learner_alone else []
        return [*chosen, "--until-stdin-closes"]
