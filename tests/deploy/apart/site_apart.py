"""A site on three hosts and a fourth that only grades: its real programs, each where it belongs."""

import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
from authority import Authority
from hosts_apart import NETWORK, Host
from polling import until
from postgres_server import UNPRIVILEGED, programs

PUBLIC, HUB, PORTAL, SCHEDULER, DATABASE = 8000, 8081, 8100, 8786, 5432
WITHIN_S = 600

# A worker that loses its scheduler ends; a cluster, or systemd, starts it again.
_AGAIN_AND_AGAIN = 'while :; do "$@"; done'

_CAMPUS5G = "from campus5g.commands.main import main; main()"


@dataclass
class SiteApart:
    """The site, running: ``hub`` has Hub and proxy, ``portal`` has PostgreSQL and the scheduler.

    ``learners`` has people's servers and a worker, ``grader`` has the other worker.
    """

    hub: Host
    portal: Host
    learners: Host
    grader: Host
    draw_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    _token: str = field(default_factory=lambda: secrets.token_hex(32))
    _portal: "subprocess.Popen[bytes] | None" = None
    _workers: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where people come to."""
        return f"http://{self.hub.address}:{PUBLIC}"

    @property
    def database(self) -> str:
        """The address of the database, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://campus@{self.portal.address}:{DATABASE}/campus"

    @property
    def scheduler(self) -> str:
        """The address of Dask's scheduler."""
        return f"tls://{self.portal.address}:{SCHEDULER}"

    @property
    def hosts(self) -> list[Host]:
        """All of them."""
        return [self.hub, self.portal, self.learners, self.grader]

    def start(self, folder: Path) -> None:
        """Start all parts, and wait until people can come.

        Args:
            folder: takes the certificates before they are copied to the hosts.
        """
        authority = Authority(folder / "grading")
        for host in self.hosts:
            own = authority.certifies(host.address)
            for name, file in zip(_KEYS, (authority.file, own.certificate, own.key), strict=True):
                host.write(host.disk / f"{name}.pem", file.read_text())
        for host in (self.hub, self.portal):
            host.write(host.disk / "deployment.yaml", self._deployment(host.disk))
        start_postgresql(self.portal)
        self._start_grading()
        self.start_portal()
        self._start_hub()
        self.learners.start_python(
            "pool",
            *("-m", "campus5g.pool"),
            environment=_data(self.learners)
            | {"CAMPUS5G_OWN_POOL": str(self.learners.disk / "pool" / "pool.sock")},
        )
        until(
            lambda: self._answers("/services/portal/ready"),
            "the portal answers at the proxy",
            WITHIN_S,
        )

    def start_portal(self) -> None:
        """Start the portal, also again, and wait until it works."""
        self._portal = self.portal.start_python(
            "portal",
            *("-c", _CAMPUS5G, "start", "--part", "portal", "--data", str(self.portal.disk)),
            environment=self._secrets()
            | {"CAMPUS5G_TRUSTED_PROXIES": f"127.0.0.1, {self.hub.address}"},
        )
        own = f"http://{self.portal.address}:{PORTAL}/services/portal/ready"
        until(lambda: _answers(own), "the portal is ready", WITHIN_S)

    def kill_portal(self) -> None:
        """End the portal as a lack of memory does, with the program that watches it."""
        assert self._portal is not None
        supervisor = psutil.Process(self._portal.pid)
        for process in (supervisor, *supervisor.children(recursive=True)):
            process.kill()
        self._portal.wait(WITHIN_S)

    def _start_hub(self) -> None:
        host = f"{self.learners.pid} {self.learners.address}"
        self.hub.start_python(
            "hub",
            *("-m", "campus5g.site.hub", "-f", str(_HUB_CONFIGURATION)),
            environment=self._secrets()
            | _data(self.hub)
            | {"CAMPUS5G_PART": "hub", "LEARNERS_HOST": host},
        )

    def _start_grading(self) -> None:
        self.portal.start_python(
            "scheduler",
            *("-m", "distributed.cli.dask_scheduler", "--no-dashboard"),
            *("--host", self.portal.address, "--protocol", "tls", "--port", str(SCHEDULER)),
            *self._tls(),
            environment={},
        )
        for host in (self.grader, self.learners):
            self._workers = host.start(
                "worker",
                *("sh", "-c", _AGAIN_AND_AGAIN, "sh"),
                *(sys.executable, "-m", "distributed.cli.dask_worker", self.scheduler),
                *("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", host.address),
                *("--local-directory", str(host.disk / "tmp")),
                *self._tls(),
                environment={"CAMPUS5G_DATA": str(host.disk / "worker")},
            )

    def worker_at_work(self) -> psutil.Process | None:
        """Return the worker beside people's servers, if it grades something now."""
        assert self._workers is not None
        running = psutil.Process(self._workers.pid).children()
        return next((each for each in running if each.children()), None)

    def _tls(self) -> list[str]:
        return [
            value
            for option, name in zip(("ca-file", "cert", "key"), _KEYS, strict=True)
            for value in (f"--tls-{option}", f"{self.portal.disk}/{name}.pem")
        ]

    def _deployment(self, disk: Path) -> str:
        hub, portal = (
            f"http://{self.hub.address}:{HUB}",
            f"http://{self.portal.address}:{PORTAL}",
        )
        return (
            "profile: cluster\n"
            "addresses:\n"
            f"  public: {self.address}\n"
            f"  hub: {{bind: '{hub}', connect: '{hub}'}}\n"
            f"  portal: {{bind: '{portal}', connect: '{portal}'}}\n"
            f"grading:\n  scheduler: {self.scheduler}\n"
            + "".join(f"  {name}: {disk}/{name}.pem\n" for name in _KEYS)
        )

    def _secrets(self) -> dict[str, str]:
        return {
            "CAMPUS5G_DATABASE_URL": self.database,
            "CAMPUS5G_PORTAL_TOKEN": self._token,
            "CAMPUS5G_DRAW_SECRET": self.draw_secret,
        }

    def _answers(self, path: str) -> bool:
        return _answers(self.address + path)


_KEYS = ("ca_file", "certificate_file", "key_file")
_HUB_CONFIGURATION = Path(__file__).with_name("hub_elsewhere.py")


def start_postgresql(host: Host) -> None:
    """Start an empty server for the hosts' network, with one database."""
    folder, bin_folder = host.disk / "postgresql", programs()
    nobody = str(UNPRIVILEGED)
    host.run("install", "-d", "-m", "700", "-o", nobody, "-g", nobody, str(folder))
    as_nobody = ("setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups")
    initdb = ("initdb", "-D", str(folder), "-U", "campus", "-A", "trust", "-E", "UTF8")
    host.run(*as_nobody, str(bin_folder / initdb[0]), *initdb[1:], "--no-sync")
    host.run("tee", "-a", str(folder / "pg_hba.conf"), text=f"host all all {NETWORK} trust\n")
    host.start(
        "postgresql",
        *(*as_nobody, str(bin_folder / "postgres"), "-D", str(folder), "-k", str(folder)),
        *("-c", f"listen_addresses={host.address}", "-c", "fsync=off"),
        environment={},
    )
    at = ("-h", str(folder), "-U", "campus")
    ready = (str(bin_folder / "pg_isready"), *at, "-d", "postgres")
    until(lambda: "accepting" in host.run(*ready, check=False), "PostgreSQL answers", WITHIN_S)
    host.run(str(bin_folder / "createdb"), *at, "campus")


def _data(host: Host) -> dict[str, str]:
    return {"CAMPUS5G_DATA": str(host.disk)}


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False
