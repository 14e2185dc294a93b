"""Where a site keeps its state: every file and folder under its data folder."""

from dataclasses import dataclass
from pathlib import Path

from campus5g.draw import SECRET_FILE
from campus5g.language import Language
from campus5g.places import COHORTS


@dataclass(frozen=True)
class SiteFolders:
    """The layout of one data folder."""

    data: Path

    @property
    def portal(self) -> Path:
        """Private files of the portal's OS user, in a classroom server."""
        return self.data / "portal"

    @property
    def records(self) -> Path:
        """The site's own database, unless another one is named."""
        return (self.portal if self.portal.is_dir() else self.data) / "records.sqlite"

    @property
    def classroom_settings(self) -> Path:
        """An administrator's settings of a classroom server."""
        return self.data / "classroom.yaml"

    @property
    def deployment(self) -> Path:
        """An administrator's settings of how the site is deployed."""
        return self.data / "deployment.yaml"

    @property
    def portal_token(self) -> Path:
        """What Hub and portal know each other by, in a cluster."""
        return self.data / "portal-token"

    @property
    def lti_settings(self) -> Path:
        """Settings of the sign-in from a learning platform."""
        return self.data / "lti.yaml"

    @property
    def pool(self) -> Path:
        """The pool's socket, where kernels order kits."""
        return self.data / "pool" / "pool.sock"

    @property
    def os_user_numbers(self) -> Path:
        """The user number that each account of a classroom server ever got."""
        return self.data / "os-users.json"

    @property
    def demo_sign_ins(self) -> Path:
        """The pass phrases of the demo accounts, which every start prints."""
        return self.data / "demo-sign-ins.json"

    @property
    def draw_secret(self) -> Path:
        """From which each learner's draw in each module follows."""
        return self.data / SECRET_FILE

    @property
    def homes(self) -> Path:
        """One folder per person: notebooks and Jupyter settings."""
        return self.data / "homes"

    @property
    def cohorts(self) -> Path:
        """One nbgrader course per cohort."""
        return self.data / COHORTS

    @property
    def exchange(self) -> Path:
        """Nbgrader's exchange: assignments, submissions and feedback."""
        return self.data / "exchange"

    @property
    def arriving(self) -> Path:
        """Work that learners' servers are sending, until all of it has come."""
        return (self.portal if self.portal.is_dir() else self.data) / "arriving"

    @property
    def database(self) -> Path:
        """The Hub's own database: sessions and running servers."""
        return self.data / "hub.sqlite"

    @property
    def metrics_token(self) -> Path:
        """The token for reading the metrics; without it they are off."""
        return self.data / "metrics-token"

    @property
    def cookie_secret(self) -> Path:
        """Signs the cookies; kept so that people stay signed in after a restart."""
        return self.data / "cookie-secret"

    @property
    def proxy_pid(self) -> Path:
        """The proxy's process number, for the Hub."""
        return self.data / "proxy.pid"

    @property
    def log(self) -> Path:
        """The log of the Hub, the proxy and the servers."""
        return self.data / "site.log"

    @property
    def lock(self) -> Path:
        """Held by the one process that runs this site."""
        return self.data / "run.lock"

    @property
    def run(self) -> Path:
        """The address and the mark of the current run."""
        return self.data / "run.json"

    @property
    def work(self) -> Path:
        """Locks of background steps, each held by the process that runs it."""
        return self.data / "work"

    @property
    def progress(self) -> Path:
        """What learners saw, tried and answered: one file per learner."""
        return self.data / "progress"

    def own_events(self, person: str) -> Path:
        """Where a person's server keeps events that it sends to the portal."""
        return self.homes / person / ".campus5g"

    def own_kit_keys(self, person: str) -> Path:
        """Where the kits of a person's server publish their keys, on a machine of its own."""
        return self.own_events(person) / "kit-keys"

    def lab_settings(self, language: Language) -> Path:
        """JupyterLab's defaults for people of this language."""
        return self.data / "lab-settings" / language
