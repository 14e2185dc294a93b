"""The settings of the Hub, of people's servers and of nbgrader.

`jupyter_config.py` calls `configure` in every Jupyter program; which sections
apply depends on the environment that `start` and the Hub give to each. An
author who runs ``jupyter lab`` or ``nbgrader`` by hand has no such environment and gets
stock Jupyter with the site's exchange.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.plugin.configuration import SERVER_EXTENSIONS
from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.cohorts.cohort import fresh_kits
from campus5g.authoring.cohorts.exchange import use_exchange
from campus5g.authoring.cohorts.gradebooks.place import SchemaPlace, gradebook_of
from campus5g.authoring.cohorts.nbgrader_learner import SUBMIT
from campus5g.authoring.cohorts.sandbox import confine
from campus5g.authoring.cohorts.validating import validate_as_graded
from campus5g.courseware.page.serving import configure_pages, jupyter_path
from campus5g.draw import KEY_VARIABLE as DRAW_KEY
from campus5g.kit.connecting import FRESH_KIT_FOR
from campus5g.kit.starting.booked import PORTAL as PORTAL_FOR_KITS
from campus5g.language import Language, current_language
from campus5g.manifest import ManifestError
from campus5g.places import EVENTS_VARIABLE, HOUSE, data_folder
from campus5g.site import surroundings
from campus5g.site.deployment import Addresses, Deployment, load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import key_of
from campus5g.site.logs import for_traitlets
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.portal_token import portal_token
from campus5g.site.running.ports import free_ports
from campus5g.site.servers.lab_settings import server_extensions
from campus5g.site.servers.welcome import welcome_page
from campus5g.site.surroundings import PORTAL, PORTAL_PATH, HubPorts, LabRole
from campus5g.site.words import ZONE

if TYPE_CHECKING:
    from campus5g.site.accounts.accounts import Account

TEMPLATES = Path(__file__).parent / "templates"

# Searched before the folders of Jupyter's own data.
JUPYTER_DATA = Path(__file__).parent / "servers" / "jupyter"

SEND = "campus5g.site.hand_ins.sending.SendToPortal"
"""For ``ExchangeFactory.submit`` of a learner's server, by name as `SUBMIT`."""

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
    if ports is not None or surroundings.part() == "hub":
        deployment = load_deployment(folders.deployment)
        addresses = ports.addresses() if ports is not None else deployment.of_cluster()
        configure_hub(c, folders, deployment, addresses)
    role = surroundings.role()
    if role is not None:
        configure_server(c, folders, role, current_language())


def configure_hub(
    c: Any, folders: SiteFolders, deployment: Deployment, addresses: Addresses
) -> None:
    """Set up a Hub whose people share one OS user, unless the site is a classroom's."""
    from campus5g.site.hub.own_database import hub_address

    if surroundings.part() == "hub":
        c.JupyterHub.logging_config = for_traitlets()
    c.JupyterHub.bind_url = f"{addresses.public}/"
    c.JupyterHub.hub_bind_url = addresses.hub.bind
    c.JupyterHub.hub_connect_url = addresses.hub.connect
    c.JupyterHub.db_url = hub_address(folders)
    c.JupyterHub.upgrade_db = True
    c.JupyterHub.cookie_secret_file = str(folders.cookie_secret)
    # At once: what is opened of a server that does not run is shown when it does.
    c.JupyterHub.implicit_spawn_seconds = 0.1
    c.ConfigurableHTTPProxy.api_url = addresses.proxy
    c.ConfigurableHTTPProxy.should_start = addresses.own_proxy
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

    configure_portal(c, folders, deployment, addresses)
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

    # A server that starts has no use for the records, and is waited for.
    from campus5g.site.accounts.accounts import Accounts
    from campus5g.site.records.database import Database
    from campus5g.site.servers.homes import make_home
    from campus5g.site.servers.server_cohort import cohort_of_server

    database = Database.of_site(folders.records)
    accounts = Accounts(database)

    def account_of(spawner: Any) -> "Account":
        account = accounts.find(spawner.user.name)
        if account is None:
            raise PermissionError(f"{spawner.user.name} no longer has an account.")
        return account

    def cohort_of(spawner: Any) -> str:
        return cohort_of_server(database, spawner.user.name, spawner.name)

    # Accounts may be created, and change their language, at any time.
    pool: dict[str, Any]
    if surroundings.in_classroom():
        from campus5g.site.classroom.hub import configure_classroom

        configure_classroom(c, folders, PORTAL, account_of, cohort_of)
        pool = _of_classroom(folders)
    elif deployment.pods is not None:
        from campus5g.site.pods.hub import configure_pods

        pool = configure_pods(c, folders, deployment.pods, account_of, cohort_of)
    else:
        pool = configure_own_pool(c, folders)
        c.JupyterHub.spawner_class = "campus5g.site.hub.listening.OwnSpawner"
        c.SimpleLocalProcessSpawner.home_dir_template = f"{folders.homes}/{{username}}"

        def settle_in(spawner: Any) -> None:
            spawner.port = free_ports(1)[0]
            make_home(folders, account_of(spawner))

        c.Spawner.pre_spawn_hook = settle_in
    if deployment.profile == "cluster":
        from campus5g.evidence.keyring import FOLDER_VARIABLE as KIT_KEYS

        pool = {
            **pool,
            surroundings.HAND_OUT: "portal",
            # In the home, which outlives the machine that made the key.
            KIT_KEYS: lambda spawner: str(folders.own_kit_keys(spawner.user.name)),
        }
    c.Spawner.environment = {
        "JUPYTER_CONFIG_PATH": str(HOUSE),
        "JUPYTER_PATH": jupyter_path(JUPYTER_DATA),
        surroundings.DATA: str(folders.data),
        surroundings.RUN: surroundings.run_mark(),
        surroundings.COHORT: cohort_of,
        **surroundings.chosen_for_servers(deployment),
        **_own_events(folders, deployment),
        **pool,
        PORTAL_FOR_KITS: f"{addresses.portal.connect}{PORTAL_PATH}".rstrip("/"),
        surroundings.ROLE: lambda spawner: account_of(spawner).lab_role,
        surroundings.LANGUAGE: lambda spawner: account_of(spawner).language,
        "AUTOGRADER_LANGUAGE": lambda spawner: account_of(spawner).language,
        FRESH_KIT_FOR: lambda _: _graded_on_a_fresh_kit(),
        DRAW_KEY: lambda spawner: key_of(folders, spawner.user.name).hex(),
        # Result sheets and files show times in the portal's time zone.
        "TZ": ZONE.key,
        **_FRUGAL,
    }


def _own_events(folders: SiteFolders, deployment: Deployment) -> dict[str, Any]:
    """Let each server keep events in its home, where it sends them."""
    if deployment.progress == "homes":
        return {}
    return {EVENTS_VARIABLE: lambda spawner: str(folders.own_events(spawner.user.name))}


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


def configure_portal(
    c: Any, folders: SiteFolders, deployment: Deployment, addresses: Addresses
) -> None:
    """Have the Hub run the portal, or find it, and send people there first."""
    c.JupyterHub.default_url = PORTAL_PATH
    portal = {
        "name": PORTAL,
        "url": addresses.portal.connect,
        "oauth_no_confirm": True,
        "display": False,
    }
    if surroundings.part() == "hub":
        portal |= {"api_token": portal_token(folders)}
    else:
        portal |= _as_child(folders, deployment)
    c.JupyterHub.services = [portal]
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


def _as_child(folders: SiteFolders, deployment: Deployment) -> dict[str, Any]:
    """Return what a portal has that the Hub starts, and ends with itself."""
    from campus5g.site.records.database import of_database

    return {
        "command": [sys.executable, "-m", "campus5g.site.portal"],
        "timeout": READY_WITHIN_S,
        "environment": {
            surroundings.DATA: str(folders.data),
            surroundings.RUN: surroundings.run_mark(),
            surroundings.LANGUAGE: current_language(),
            **surroundings.chosen_for_portal(deployment),
            "PATH": os.environ["PATH"],
            **of_database(),
            **_of_classroom(folders),
        },
    }


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
                surroundings.RUN: surroundings.run_mark(),
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
        # In a cohort's own folder nothing is fetched.
        "campus5g.site.servers.opening_extension": not (role == "trainer" and cohort),
        "campus5g.site.servers.progress_extension": surroundings.progress_is_sent()
        and role == "learner",
    }
    c.LabApp.app_settings_dir = str(folders.lab_settings(language))
    configure_pages(c, keep_warm=role == "learner", home=PORTAL_PATH)


def configure_nbgrader(c: Any, folders: SiteFolders) -> None:
    """Set up the exchange, and the person's name in it."""
    use_exchange(c, folders.exchange, folders.homes)
    c.Exchange.path_includes_course = True
    c.ExchangeFactory.submit = SUBMIT
    confine(c)
    # Of a program that runs in a course's folder.
    gradebook = gradebook_of(Path.cwd())
    if isinstance(gradebook, SchemaPlace):
        c.CourseDirectory.db_url = gradebook.address
    if surroundings.role() == "learner":
        person = os.environ["JUPYTERHUB_USER"]
        # Wherever the server was started: in a pod that is not the home.
        c.Exchange.assignment_dir = str(folders.homes / person)
        if not surroundings.hands_in_by_exchange():
            c.ExchangeFactory.submit = SEND
        validate_as_graded(c, person)
