"""What the site's programs tell each other: the environment from `start` down to each kernel."""

import os
from dataclasses import dataclass
from typing import Literal

LabRole = Literal["trainer", "learner"]
"""Whose JupyterLab it is. An administrator's is a trainer's."""

# On every process of one run: how the next start finds what a killed one left behind.
RUN = "CAMPUS5G_RUN"
ROLE = "CAMPUS5G_ROLE"
PORT = "CAMPUS5G_PORT"
HUB_PORT = "CAMPUS5G_HUB_PORT"
PROXY_PORT = "CAMPUS5G_PROXY_PORT"
PORTAL_PORT = "CAMPUS5G_PORTAL_PORT"
COHORT = "CAMPUS5G_COHORT"
LANGUAGE = "CAMPUS5G_LANGUAGE"
DATA = "CAMPUS5G_DATA"
POOL = "CAMPUS5G_POOL"
OWN_POOL = "CAMPUS5G_OWN_POOL"
CLASSROOM = "CAMPUS5G_CLASSROOM"


@dataclass(frozen=True)
class HubPorts:
    """Where the Hub's parts listen on the loopback address."""

    public: int
    hub: int
    proxy: int
    portal: int

    def as_environment(self) -> dict[str, str]:
        """Return the variables that carry them to the Hub."""
        return {
            PORT: str(self.public),
            HUB_PORT: str(self.hub),
            PROXY_PORT: str(self.proxy),
            PORTAL_PORT: str(self.portal),
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
            portal=int(os.environ[PORTAL_PORT]),
        )


def in_classroom() -> bool:
    """Return whether this process is part of a classroom server: each person has an OS user."""
    return os.environ.get(CLASSROOM) == "1"


def role() -> LabRole | None:
    """Return whose server this process is; None for an author who runs Jupyter by hand."""
    for known in ("trainer", "learner"):
        if os.environ.get(ROLE) == known:
            return known
    return None
