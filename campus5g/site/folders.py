"""Where a site keeps its state: every file and folder under its data folder."""

from dataclasses import dataclass
from pathlib import Path

from campus5g.language import Language
from campus5g.site.accounts import Role


@dataclass(frozen=True)
class SiteFolders:
    """The layout of one data folder."""

    data: Path

    @property
    def accounts(self) -> Path:
        """Names, roles and hashed pass phrases."""
        return self.data / "accounts.json"

    @property
    def demo_sign_ins(self) -> Path:
        """The pass phrases of the demo accounts, which every start prints."""
        return self.data / "demo-sign-ins.json"

    @property
    def homes(self) -> Path:
        """One folder a person: notebooks and Jupyter settings."""
        return self.data / "homes"

    @property
    def cohorts(self) -> Path:
        """One nbgrader course a cohort."""
        return self.data / "cohorts"

    @property
    def exchange(self) -> Path:
        """Where nbgrader hands assignments, submissions and feedback over."""
        return self.data / "exchange"

    @property
    def database(self) -> Path:
        """The Hub's own database: sessions and running servers."""
        return self.data / "hub.sqlite"

    @property
    def cookie_secret(self) -> Path:
        """Signs the cookies; kept so that a restart signs nobody out."""
        return self.data / "cookie-secret"

    @property
    def proxy_pid(self) -> Path:
        """The proxy's process number, for the Hub."""
        return self.data / "proxy.pid"

    @property
    def log(self) -> Path:
        """What the Hub, the proxy and the servers say."""
        return self.data / "site.log"

    @property
    def lock(self) -> Path:
        """Held by the one process that runs this site."""
        return self.data / "run.lock"

    @property
    def run(self) -> Path:
        """The address and the mark of the current run."""
        return self.data / "run.json"

    def files(self, name: str, role: Role) -> Path:
        """Return what a person sees in JupyterLab: a learner their own, a trainer the cohorts.

        The formgrader works only on a course inside the server's files.
        """
        return self.cohorts if role == "trainer" else self.homes / name

    def lab_settings(self, role: Role, language: Language) -> Path:
        """JupyterLab's defaults for people of this role and language."""
        return self.data / "lab-settings" / f"{role}-{language}"
