"""The settings of the Hub, of people's servers and of nbgrader.

`jupyter_config.py` calls `configure` in every Jupyter program; which sections
matter is told by the environment that `start` and the Hub give to each. An
author who runs ``jupyter lab`` or ``nbgrader`` by hand has none of it and gets
stock Jupyter with the site's exchange.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from autograder.plugin.configuration import SERVER_EXTENSIONS
from campus5g.authoring.nbgrader_course import CONFIG_FILE
from campus5g.authoring.sandbox import confine
from campus5g.courseware.page.serving import configure_pages, jupyter_path
from campus5g.language import Language, current_language
from campus5g.places import HOUSE, data_folder
from campus5g.site import surroundings
from campus5g.site.accounts import Account, Accounts, Role
from campus5g.site.folders import SiteFolders
from campus5g.site.lab_settings import server_extensions
from campus5g.site.surroundings import HubPorts
from campus5g.site.welcome import welcome_page

TEMPLATES = Path(__file__).parent / "templates"

# Goes before the folders that Jupyter's programs look for their own data in.
JUPYTER_DATA = Path(__file__).parent / "jupyter"

# The formgrader grades a whole lab within one request.
LONGEST_REQUEST_S = 1800


def configure(c: Any) -> None:
    """Fill the configuration object of whichever Jupyter program asks."""
    folders = SiteFolders(data_folder())
    # Kernels talk over TCP on the loopback address; nobody else on this host can listen.
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
        *(sys.executable, "-m", "campus5g.site.proxy"),
        *("--proxy-timeout", str(LONGEST_REQUEST_S * 1000)),
    ]
    c.ConfigurableHTTPProxy.pid_file = str(folders.proxy_pid)

    # Names, not classes: nbgrader and Lab read this file too and need no Hub for it.
    c.JupyterHub.authenticator_class = "campus5g.site.authenticator.AccountsAuthenticator"
    c.Authenticator.allow_all = True

    from campus5g.site.hub_language import language_of, translator_for

    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.template_vars = {"language": language_of, "t": translator_for}

    c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
    c.SimpleLocalProcessSpawner.home_dir_template = f"{folders.homes}/{{username}}"
    c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
    c.Spawner.http_timeout = c.Spawner.start_timeout = 90

    accounts = Accounts(folders.accounts)

    def account_of(spawner: Any) -> Account:
        account = accounts.find(spawner.user.name)
        if account is None:
            raise PermissionError(f"{spawner.user.name} has no account any more.")
        return account

    c.Spawner.environment = {
        "JUPYTER_CONFIG_PATH": str(HOUSE),
        "JUPYTER_PATH": jupyter_path(JUPYTER_DATA),
        surroundings.DATA: str(folders.data),
        surroundings.RUN: os.environ[surroundings.RUN],
        surroundings.COHORT: os.environ[surroundings.COHORT],
        surroundings.ROLE: lambda spawner: account_of(spawner).role,
        surroundings.LANGUAGE: lambda spawner: account_of(spawner).language,
    }


def configure_server(c: Any, folders: SiteFolders, role: Role, language: Language) -> None:
    """Set up one person's JupyterLab."""
    c.ServerApp.allow_root = os.geteuid() == 0
    c.ServerApp.root_dir = str(folders.files(os.environ["JUPYTERHUB_USER"], role))
    c.ServerApp.default_url = f"/lab/tree/{welcome_page(role, language).file_name}"
    c.ServerApp.jpserver_extensions = {**server_extensions(role), **SERVER_EXTENSIONS}
    c.LabApp.app_settings_dir = str(folders.lab_settings(role, language))
    configure_pages(c, keep_warm=role == "learner")
    if role == "trainer":
        # The formgrader is a frame in JupyterLab. Learners' servers keep the Hub's refusal.
        c.ServerApp.tornado_settings = {
            "headers": {"Content-Security-Policy": "frame-ancestors 'self'"}
        }


def configure_nbgrader(c: Any, folders: SiteFolders) -> None:
    """Set up the exchange, and who one is in it."""
    c.Exchange.root = str(folders.exchange)
    c.Exchange.path_includes_course = True
    # The panel that prints this configuration at people.
    c.FormgradeExtension.debug = False
    confine(c)
    # People of the site share one OS user, so the owner of a file tells nothing.
    c.ExchangeCollect.check_owner = False
    role = surroundings.role()
    if role == "learner":
        c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
    elif role == "trainer":
        cohort = folders.cohorts / os.environ[surroundings.COHORT]
        # The formgrader runs elsewhere and would not find what the cohort says of itself.
        with contextlib.suppress(ConfigFileNotFound):
            c.merge(PyFileConfigLoader(CONFIG_FILE, path=str(cohort)).load_config())
        c.CourseDirectory.root = str(cohort)
