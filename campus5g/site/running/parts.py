"""Runs one part of a cluster: the Hub with its proxy, or the portal."""

import asyncio
import os
from pathlib import Path

from rich.console import Console

from campus5g.draw import SECRET_VARIABLE, own_secret
from campus5g.errors import CampusError
from campus5g.language import Language, t
from campus5g.site import surroundings
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.client_address import TrustedProxies
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.portal_token import portal_token
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.gradebooks import move_in_known
from campus5g.site.running.processes import adopt_orphans, descendants, end_all, processes_of_run
from campus5g.site.running.run_lock import only_run, only_run_of_database
from campus5g.site.running.starting import environment_of_run, hub_program
from campus5g.site.running.steps import Steps
from campus5g.site.running.supervision import Program, supervise
from campus5g.site.surroundings import Part


def start_part(data: Path, part: Part, language: Language = "fr") -> None:
    """Run a part until Ctrl-C, SIGTERM or SIGHUP; its messages go to standard output.

    Args:
        data: folder that holds its state; created if missing.
        part: which one.
        language: of pages before anyone has signed in.

    Raises:
        CampusError: the settings are no cluster's, a secret or the database is missing, the part
            already runs on this data, or it does not come up.
    """
    console = Console(stderr=True)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders = SiteFolders(data.resolve())
    deployment = load_deployment(folders.deployment)
    addresses = deployment.of_cluster()
    load_lti_settings(folders.lti_settings)
    TrustedProxies.of_site()
    portal_token(folders)
    _require_what_parts_share(folders)
    listening = addresses.public if part == "hub" else addresses.portal.bind
    with (
        only_run(folders, listening) as run,
        only_run_of_database(folders, [part]),
        Steps(console, 2) as steps,
    ):
        adopt_orphans()
        steps.begin(t(fr="Mise à jour de la base de données", en="Updating the database"))
        database = Database.of_site(folders.records)
        database.upgrade()
        if part == "portal":
            move_in_known(folders, database)
        environment = environment_of_run(folders, run.mark, language) | {
            surroundings.PART: part,
            **surroundings.chosen_for_portal(deployment),
        }

        def when_ready() -> None:
            steps.end()
            _show_ready(console, part, listening)

        steps.begin(_starting(part))
        try:
            program = _program(folders, part, environment)
            asyncio.run(supervise(program, console, prepare=lambda: None, when_ready=when_ready))
        finally:
            end_all({*descendants(), *processes_of_run(run.mark, folders.data)})


def _program(folders: SiteFolders, part: Part, environment: dict[str, str]) -> Program:
    if part == "hub":
        return hub_program(folders, environment, log=None)
    return Program(("campus5g.site.portal",), folders.data, environment, log=None)


def _require_what_parts_share(folders: SiteFolders) -> None:
    """Refuse to make what another part would make differently."""
    if not os.environ.get(ADDRESS):
        raise CampusError(
            t(
                fr="Les parties d’un cluster ont besoin d’une base de données commune.",
                en="The parts of a cluster need a database that they share.",
            ),
            t(
                fr=f"Nommez-la par {ADDRESS}, par exemple postgresql+psycopg://campus@db/campus.",
                en=f"Name it by {ADDRESS}, for example postgresql+psycopg://campus@db/campus.",
            ),
        )
    if os.environ.get(SECRET_VARIABLE) or folders.draw_secret.exists():
        own_secret(folders.data)
    else:
        raise CampusError(
            t(
                fr="Les parties d’un cluster ont besoin d’un même secret pour les tirages.",
                en="The parts of a cluster need the same secret of draws.",
            ),
            t(
                fr=f"Donnez-le à chacune par {SECRET_VARIABLE} : openssl rand -hex 32.",
                en=f"Give it to each of them by {SECRET_VARIABLE}: openssl rand -hex 32.",
            ),
        )


def _starting(part: Part) -> str:
    starting = {
        "hub": t(fr="Démarrage du Hub et de son proxy", en="Starting the Hub and its proxy"),
        "portal": t(fr="Démarrage du portail", en="Starting the portal"),
    }
    return starting[part]


def _show_ready(console: Console, part: Part, listening: str) -> None:
    said = {
        "hub": t(fr="Le Hub et son proxy répondent", en="The Hub and its proxy answer"),
        "portal": t(fr="Le portail répond", en="The portal answers"),
    }
    console.print(t(fr=f"{said[part]} : {listening}", en=f"{said[part]}: {listening}"))
