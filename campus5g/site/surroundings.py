"""The environment that the site's programs pass on, from `start` down to each kernel."""

import os
from dataclasses import dataclass
from typing import Literal

from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.places import DATA_VARIABLE

LabRole = Literal["trainer", "learner"]
"""The role of a JupyterLab's owner; an administrator's has a trainer's tools."""

# Marks every process of a run, so that the next start finds those of a killed run.
RUN = "CAMPUS5G_RUN"
ROLE = "CAMPUS5G_ROLE"
PORT = "CAMPUS5G_PORT"
HUB_PORT = "CAMPUS5G_HUB_PORT"
PROXY_PORT = "CAMPUS5G_PROXY_PORT"
PORTAL_PORT = "CAMPUS5G_PORTAL_PORT"
COHORT = COHORT_VARIABLE
LANGUAGE = "CAMPUS5G_LANGUAGE"
DATA = DATA_VARIABLE
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
    """Return the owner of this server; None for an author who runs Jupyter by hand."""
    for known in ("trainer", "learner"):
        if os.environ.get(ROLE) == known:
            return known
    return None
