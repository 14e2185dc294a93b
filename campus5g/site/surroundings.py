"""What the site's programs tell each other: the environment from `start` down to each kernel."""

import os
from dataclasses import dataclass

from campus5g.site.accounts import Role

# On every process of one run: how the next start finds what a killed one left behind.
RUN = "CAMPUS5G_RUN"
ROLE = "CAMPUS5G_ROLE"
PORT = "CAMPUS5G_PORT"
HUB_PORT = "CAMPUS5G_HUB_PORT"
PROXY_PORT = "CAMPUS5G_PROXY_PORT"
COHORT = "CAMPUS5G_COHORT"
LANGUAGE = "CAMPUS5G_LANGUAGE"
DATA = "CAMPUS5G_DATA"


@dataclass(frozen=True)
class HubPorts:
    """Where the Hub's parts listen on the loopback address."""

    public: int
    hub: int
    proxy: int

    def as_environment(self) -> dict[str, str]:
        """Return the variables that carry them to the Hub."""
        return {
            PORT: str(self.public),
            HUB_PORT: str(self.hub),
            PROXY_PORT: str(self.proxy),
        }

    @classmethod
    def from_environment(cls) -> "HubPorts | None":
        """Return them in the Hub's process, None in any other."""
        if PORT not in os.environ:
            return None
        return cls(
            public=int(os.environ[PORT]),
            hub=int(os.environ[HUB_PORT]),
            proxy=int(os.environ[PROXY_PORT]),
        )


def role() -> Role | None:
    """Return whose server this process is; None for an author who runs Jupyter by hand."""
    for known in ("trainer", "learner"):
        if os.environ.get(ROLE) == known:
            return known
    return None
