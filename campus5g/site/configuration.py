"""The settings of the Hub, of people's servers and of nbgrader.

`jupyter_config.py` calls `configure` in every Jupyter program; which sections
apply depends on the environment that `start` and the Hub give to each. An
author who runs ``jupyter lab`` or ``nbgrader`` by hand has no such environment and gets
stock Jupyter with the site's exchange.
"""

import os
import sys
from pathlib import Path
from typing import Any

from autograder.plugin.configuration import SERVER_EXTENSIONS
from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.cohorts.cohort import fresh_kits
from campus5g.authoring.cohorts.exchange import use_exchange
from campus5g.authoring.cohorts.nbgrader_learner import SUBMIT
from campus5g.authoring.cohorts.sandbox import confine
from campus5g.authoring.cohorts.validating import validate_as_graded
from campus5g.courseware.page.serving import configure_pages, jupyter_path
from campus5g.draw import KEY_VARIABLE as DRAW_KEY
from campus5g.kit.connecting import FRESH_KIT_FOR
from campus5g.kit.starting.booked import PORTAL as PORTAL_FOR_KITS
from campus5g.language import Language, current_language
from campus5g.manifest import ManifestError
from campus5g.places import HOUSE, data_folder
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account, Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import key_of
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.running.ports import free_ports
from campus5g.site.servers.homes import make_home
from campus5g.site.servers.lab_settings import server_extensions
from campus5g.site.servers.server_cohort import cohort_of_server
from campus5g.site.servers.welcome import welcome_page
from campus5g.site.surroundings import HubPorts, LabRole
from campus5g.site.words import ZONE

TEMPLATES = Path(__file__).parent / "templates"

# Searched before the folders of Jupyter's own data.
JUPYTER_DATA = Path(__file__).parent / "servers" / "jupyter"

PORTAL = "portal"

# The Validate button runs a whole lab within one request.
LONGEST_REQUEST_S = 1800

CLOCKS_DIFFER_S = 30

LONGEST_SIGN_IN_DAYS = 14
LONGEST_TOKEN_DAYS = 30
"""Of a token that a person makes for a program of theirs."""

# A loaded machine takes its time; the site's supervisor gives up first.
READY_WITHIN_S = 120

# Sixty servers that start at the same time on two processors are slow.
STARTED_WITHIN_S = 300
STOPPED_WITHIN_S = 60

# One heap for all threads of a server or kernel, and freed memory goes back to the system
# (mallopt(3)): otherwise a kernel that has read captures keeps 30 MiB of free memory. A class's
# kernels share few processors: one thread each for matrices.
_FRUGAL = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": str(128 << 10),
    "OPENBLAS_NUM_THREADS": "1",
}

# Of Linux (unix(7)). Kits start by themselves where the site's folder is too deep for a pool.
_LONGEST_SOCKET_PATH_BYTES = 107


def configure(c: Any) -> None:
    """Fill the configuration object of the Jupyter program that runs."""
    folders = SiteFolders(data_folder())
    # Kernels that other programs start talk over TCP on the loopback address: encrypted.
    c.KernelManager.transport_encryption = "auto"
    configure_nbgrader(c, folders)
    ports = HubPorts.from_environment()
    if ports is not None:
        configure_hub(c, folders, ports)
    role = surroundings.role()
    if role is not None:
        configure_server(c, folders, role, current_language())


def configure_hub(c: Any, folders: SiteFolders, ports: HubPorts) -> None:
    """Set up a Hub on the loopback address, whose people share one OS user."""
    c.JupyterHub.bind_url = f"http://127.0.0.1:{ports.public}/"
    c.JupyterHub.hub_ip = "127.0.0.1"
    c.JupyterHub.hub_port = ports.hub
    c.JupyterHub.db_url = f"sqlite:///{folders.database}"
    c.JupyterHub.upgrade_db = True
    c.JupyterHub.cookie_secret_file = str(folders.cookie_secret)
    c.JupyterHub.implicit_spawn_seconds = 1
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports.proxy}"
    c.ConfigurableHTTPProxy.command = [
        *(sys.executable, "-m", "campus5g.site.hub.proxy"),
        *("--proxy-timeout", str(LONGEST_REQUEST_S * 1000)),
    ]
    c.ConfigurableHTTPProxy.pid_file = str(folders.proxy_pid)

    # Names, not classes: nbgrader and Lab read this file too and need no Hub for it.
    c.JupyterHub.authenticator_class = "campus5g.site.hub.authenticator.AccountsAuthenticator"
    c.Authenticator.allow_all = True

    from campus5g.site.hub import sign_ins

    c.Authenticator.post_auth_hook = sign_ins.up_to_date
    c.JupyterHub.custom_scopes = dict(sign_ins.SCOPES)
    c.JupyterHub.cookie_max_age_days = LONGEST_SIGN_IN_DAYS
    c.JupyterHub.token_expires_in_max_seconds = LONGEST_TOKEN_DAYS * 24 * 3600

    configure_portal(c, folders, ports)
    configure_sign_in_from_platform(c, folders)

    from campus5g.site.hub.language import language_of, translator_for
    from campus5g.site.hub.readers import shown_name_of

    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {
        "language": language_of,
        "shown_name": shown_name_of,
        "t": translator_for,
    }

    # A trainer has one server per cohort, named after it.
    c.JupyterHub.allow_named_servers = True
    c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    c.Spawner.http_timeout = c.Spawner.start_timeout = STARTED_WITHIN_S
    # A person who closes their workspace reads that it is closed, not that it is closing.
    c.JupyterHub.tornado_settings = {"slow_stop_timeout": STOPPED_WITHIN_S}

    database = Database.of_site(folders.records)
    accounts = Accounts(database)

    def account_of(spawner: Any) -> Account:
        account = accounts.find(spawner.user.name)
        if account is None:
            raise PermissionError(f"{spawner.user.name} no longer has an account.")
        return account

    def cohort_of(spawner: Any) -> str:
        return cohort_of_server(database, spawner.user.name, spawner.name)

    # Accounts may be created, and change their language, at any time.
    if surroundings.in_classroom():
        from campus5g.site.classroom.hub import configure_classroom

        configure_classroom(c, folders, PORTAL, account_of, cohort_of)
        pool = _of_classroom(folders)
    else:
        pool = configure_own_pool(c, folders)
        c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
        c.SimpleLocalProcessSpawner.home_dir_template = f"{folders.homes}/{{username}}"

        def settle_in(spawner: Any) -> None:
            spawner.port = free_ports(1)[0]
            make_home(folders, account_of(spawner))

        c.Spawner.pre_spawn_hook = settle_in
    c.Spawner.environment = {
        "JUPYTER_CONFIG_PATH": str(HOUSE),
        "JUPYTER_PATH": jupyter_path(JUPYTER_DATA),
        surroundings.DATA: str(folders.data),
        surroundings.RUN: os.environ[surroundings.RUN],
        surroundings.COHORT: cohort_of,
        **pool,
        PORTAL_FOR_KITS: f"http://127.0.0.1:{ports.portal}/services/{PORTAL}",
        surroundings.ROLE: lambda spawner: account_of(spawner).lab_role,
        surroundings.LANGUAGE: lambda spawner: account_of(spawner).language,
        "AUTOGRADER_LANGUAGE": lambda spawner: account_of(spawner).language,
        FRESH_KIT_FOR: lambda _: _graded_on_a_fresh_kit(),
        DRAW_KEY: lambda spawner: key_of(folders, spawner.user.name).hex(),
        # Result sheets and files show times in the portal's time zone.
        "TZ": ZONE.key,
        **_FRUGAL,
    }


def _graded_on_a_fresh_kit() -> str:
    try:
        return fresh_kits(catalogue())[FRESH_KIT_FOR]
    except ManifestError:
        # An author's mistake in a manifest is reported elsewhere, and stops no learner.
        return ""


def configure_sign_in_from_platform(c: Any, folders: SiteFolders) -> None:
    """Let a learning platform send people by LTI 1.3, where the site has settings for one."""
    if load_lti_settings(folders.lti_settings) is None:
        return
    c.JupyterHub.authenticator_class = "campus5g.site.lti.authenticator.LtiAuthenticator"
    # Allows for two machines' clocks to differ.
    c.LTI13LaunchValidator.time_leeway = CLOCKS_DIFFER_S


def configure_portal(c: Any, folders: SiteFolders, ports: HubPorts) -> None:
    """Have the Hub run the portal, and send people there first."""
    prefix = f"/services/{PORTAL}/"
    c.JupyterHub.default_url = prefix
    c.JupyterHub.services = [
        {
            "name": PORTAL,
            "url": f"http://127.0.0.1:{ports.portal}",
            "command": [sys.executable, "-m", "campus5g.site.portal"],
            "oauth_no_confirm": True,
            "timeout": READY_WITHIN_S,
            "display": False,
            "environment": {
                surroundings.DATA: str(folders.data),
                surroundings.RUN: os.environ[surroundings.RUN],
                surroundings.LANGUAGE: current_language(),
                "PATH": os.environ["PATH"],
                **{name: os.environ[name] for name in (ADDRESS,) if name in os.environ},
                **_of_classroom(folders),
            },
        }
    ]
    from campus5g.site.hub import sign_ins

    c.JupyterHub.load_roles = [
        {
            "name": "portal",
            # To open the server that holds a person's module.
            "scopes": [
                *("servers", "access:servers", "read:users:activity", "read:servers"),
                sign_ins.SCOPE,
            ],
            "services": [PORTAL],
        },
        # Everyone may go to the portal, which checks access itself.
        {"name": "user", "scopes": ["self", f"access:services!service={PORTAL}"]},
    ]


def configure_own_pool(c: Any, folders: SiteFolders) -> dict[str, str]:
    """Have the Hub run a pool of kits; return the variables by which kernels find it.

    A kit outside the pool takes five times the memory.
    """
    if len(os.fsencode(folders.pool)) > _LONGEST_SOCKET_PATH_BYTES:
        return {}
    of_pool = {surroundings.OWN_POOL: str(folders.pool)}
    c.JupyterHub.services.append(
        {
            "name": "kit-pool",
            "command": [sys.executable, "-m", "campus5g.pool"],
            "display": False,
            "environment": {
                surroundings.DATA: str(folders.data),
                surroundings.RUN: os.environ[surroundings.RUN],
                **of_pool,
            },
        }
    )
    return of_pool


def _of_classroom(folders: SiteFolders) -> dict[str, str]:
    if not surroundings.in_classroom():
        return {}
    return {surroundings.CLASSROOM: "1", surroundings.POOL: str(folders.pool)}


def configure_server(c: Any, folders: SiteFolders, role: LabRole, language: Language) -> None:
    """Set up one person's JupyterLab."""
    c.ServerApp.allow_root = os.geteuid() == 0
    cohort = os.environ.get(surroundings.COHORT, "")
    if role == "trainer" and cohort:
        # The server of one cohort, for its trainer to look into its files.
        c.ServerApp.root_dir = str(folders.cohorts / cohort)
        c.ServerApp.default_url = "/lab"
    else:
        c.ServerApp.root_dir = str(folders.homes / os.environ["JUPYTERHUB_USER"])
        c.ServerApp.default_url = f"/lab/tree/{welcome_page(role, language).file_name}"
    c.ServerApp.jpserver_extensions = {
        **server_extensions(role),
        **SERVER_EXTENSIONS,
        "campus5g.site.servers.opening_extension": role == "learner",
    }
    c.LabApp.app_settings_dir = str(folders.lab_settings(language))
    configure_pages(c, keep_warm=role == "learner", home=f"/services/{PORTAL}/")


def configure_nbgrader(c: Any, folders: SiteFolders) -> None:
    """Set up the exchange, and the person's name in it."""
    use_exchange(c, folders.exchange, folders.homes)
    c.Exchange.path_includes_course = True
    c.ExchangeFactory.submit = SUBMIT
    confine(c)
    if surroundings.role() == "learner":
        validate_as_graded(c, os.environ["JUPYTERHUB_USER"])
