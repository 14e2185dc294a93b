"""The environment that the site's programs pass on, from `start` down to each kernel."""

import os
from dataclasses import dataclass
from typing import Literal

from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.places import DATA_VARIABLE
from campus5g.site.deployment import Addresses, Deployment, Listening

Part = Literal["hub", "portal"]
"""What can be started apart from the rest of a site."""

PARTS: tuple[Part, ...] = ("hub", "portal")

LabRole = Literal["trainer", "learner"]
"""The role of a JupyterLab's owner; an administrator's has a trainer's tools."""

# Marks every process of a run, so that the next start finds those of a killed run.
RUN = "CAMPUS5G_RUN"
ROLE = "CAMPUS5G_ROLE"
PORT = "CAMPUS5G_PORT"
LISTEN = "CAMPUS5G_LISTEN"
HUB_PORT = "CAMPUS5G_HUB_PORT"
PROXY_PORT = "CAMPUS5G_PROXY_PORT"
PORTAL_PORT = "CAMPUS5G_PORTAL_PORT"
COHORT = COHORT_VARIABLE
LANGUAGE = "CAMPUS5G_LANGUAGE"
DATA = DATA_VARIABLE
POOL = "CAMPUS5G_POOL"
OWN_POOL = "CAMPUS5G_OWN_POOL"
CLASSROOM = "CAMPUS5G_CLASSROOM"
HAND_IN = "CAMPUS5G_HAND_IN"
HAND_OUT = "CAMPUS5G_HAND_OUT"
PART = "CAMPUS5G_PART"
PROGRESS = "CAMPUS5G_PROGRESS"
GRADING = "CAMPUS5G_GRADING"

LOOPBACK = "127.0.0.1"

PORTAL = "portal"
"""The portal's name among the Hub's services."""
PORTAL_PATH = f"/services/{PORTAL}/"
PORTAL_COOKIE = "campus5g-portal"
"""Of the portal's own sessions, with its path."""


@dataclass(frozen=True)
class HubPorts:
    """Where the parts of a site that is started as a whole listen on the loopback address."""

    public: int
    hub: int
    proxy: int
    portal: int

    def addresses(self) -> Addresses:
        """Return where they find each other; people come to the address that `start` was given."""
        return Addresses(
            public=f"http://{os.environ.get(LISTEN, LOOPBACK)}:{self.public}",
            hub=Listening.at(f"http://{LOOPBACK}:{self.hub}"),
            proxy=f"http://{LOOPBACK}:{self.proxy}",
            portal=Listening.at(f"http://{LOOPBACK}:{self.portal}"),
        )

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


def part() -> Part | None:
    """Return which part of a cluster this process belongs to; None where all are started as one."""
    for known in PARTS:
        if os.environ.get(PART) == known:
            return known
    return None


def run_mark() -> str:
    """Return the mark of this run, by which its processes are found; empty in a container."""
    return os.environ.get(RUN, "")


def in_classroom() -> bool:
    """Return whether this process is part of a classroom server: each person has an OS user."""
    return os.environ.get(CLASSROOM) == "1"


def hands_in_by_exchange() -> bool:
    """Return whether learners' servers write into nbgrader's exchange, as nbgrader does."""
    return os.environ.get(HAND_IN) == "exchange"


def handed_out_by_portal() -> bool:
    """Return whether people's servers get modules from the portal, without its exchange."""
    return os.environ.get(HAND_OUT) == "portal"


def progress_is_sent() -> bool:
    """Return whether learners' servers tell the portal over HTTP what their learners do."""
    return os.environ.get(PROGRESS) == "portal"


def chosen_for_servers(deployment: Deployment) -> dict[str, str]:
    """Return the variables by which people's servers know how they reach the portal."""
    return {HAND_IN: deployment.hand_in, PROGRESS: deployment.progress}


def chosen_for_portal(deployment: Deployment) -> dict[str, str]:
    """Return those by which the portal, and what it starts, know what was chosen."""
    cluster = deployment.grading
    grading = {} if cluster is None else {GRADING: cluster.model_dump_json()}
    return {**chosen_for_servers(deployment), **grading}


def role() -> LabRole | None:
    """Return the owner of this server; None for an author who runs Jupyter by hand."""
    for known in ("trainer", "learner"):
        if os.environ.get(ROLE) == known:
            return known
    return None
