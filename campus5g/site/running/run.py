"""Runs the training site: starts it, shows its address, and ends every process it started."""

import asyncio
import os
import webbrowser
from contextlib import ExitStack
from pathlib import Path

from rich.box import HORIZONTALS
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from campus5g import t
from campus5g.errors import CampusError
from campus5g.language import Language
from campus5g.site import surroundings
from campus5g.site.demonstration.cohort import SignIn, prepare_demo
from campus5g.site.deployment import load_deployment
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.client_address import TrustedProxies
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.records.database import Database
from campus5g.site.records.gradebooks import move_in_known
from campus5g.site.running.ports import check_free, free_ports
from campus5g.site.running.processes import (
    adopt_orphans,
    descendants,
    end_all,
    processes_of_run,
)
from campus5g.site.running.run_lock import only_run, only_run_of_database
from campus5g.site.running.starting import environment_of_run, hub_program
from campus5g.site.running.steps import Steps
from campus5g.site.running.supervision import supervise
from campus5g.site.surroundings import LOOPBACK, PARTS, HubPorts


def start(
    data: Path,
    port: int = 8000,
    listen: str = LOOPBACK,
    open_browser: bool = True,
    language: Language = "fr",
    classroom: bool = False,
) -> None:
    """Run the site until Ctrl-C, SIGTERM or SIGHUP.

    Args:
        data: folder that holds all state; created if missing.
        port: where the site answers.
        listen: at which IPv4 address of this machine; 0.0.0.0 is all of them.
        open_browser: show the sign-in page when the site is ready.
        language: of the demo cohort, and of pages before anyone has signed in.
        classroom: give each person an OS user of their own, without the demo.

    Raises:
        CampusError: the port is taken, a site is already running on this data, its settings
            contradict themselves, the Hub does not come up, or this machine can't be a classroom
            server.
    """
    console = Console()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folders = SiteFolders(data.resolve())
    address = f"http://{LOOPBACK}:{port}/"
    with only_run(folders, address) as run, ExitStack() as held:
        if run.leftovers:
            _show_leftovers(console, run.leftovers)
        check_free(port, listen)
        deployment = load_deployment(folders.deployment)
        if deployment.profile == "cluster":
            raise _only_in_parts()
        classroom = classroom or deployment.profile == "classroom"
        load_lti_settings(folders.lti_settings)
        TrustedProxies.of_site()
        held.enter_context(only_run_of_database(folders, PARTS))
        adopt_orphans()
        steps = held.enter_context(Steps(console, 2 if classroom else 3))
        if classroom:
            steps.begin(
                t(
                    fr="Préparation de la machine : comptes système, droits, base de données",
                    en="Preparing the machine: OS users, rights, database",
                )
            )
            # Reads the Hub's library for a second.
            from campus5g.site.classroom.starting import prepare_classroom

            prepare_classroom(folders)
        else:
            _keep_to_one_user(console, folders)
            steps.begin(t(fr="Mise à jour de la base de données", en="Updating the database"))
            database = Database.of_site(folders.records)
            database.upgrade()
            move_in_known(folders, database)
        ports = HubPorts(port, *free_ports(3))
        environment = environment_of_run(folders, run.mark, language) | ports.as_environment()
        environment |= {surroundings.LISTEN: listen}
        if classroom:
            environment |= {surroundings.CLASSROOM: "1"}
        sign_ins: list[SignIn] = []

        def prepare() -> None:
            if not classroom:
                sign_ins.extend(_prepare_demo(folders, language, steps))
            steps.begin(
                t(
                    fr="Démarrage du Hub et du portail, quelques secondes",
                    en="Starting the Hub and the portal, a few seconds",
                )
            )

        def when_ready() -> None:
            steps.end()
            if not classroom and os.geteuid() == 0:
                _show_what_root_means(console)
            _show_ready(console, address, sign_ins)
            if open_browser and _has_screen():
                webbrowser.open(address)

        try:
            hub = hub_program(folders, environment, folders.log)
            asyncio.run(supervise(hub, console, prepare, when_ready))
        finally:
            end_all({*descendants(), *processes_of_run(run.mark, folders.data)})
    console.print(t(fr="Le site est arrêté.", en="The site has stopped."))


def _prepare_demo(folders: SiteFolders, language: Language, steps: Steps) -> list[SignIn]:
    def show(number: int, count: int) -> None:
        part = t(fr=f"module {number} sur {count}", en=f"module {number} of {count}")
        steps.show(part, number, count)

    steps.begin(t(fr="Préparation du groupe de démonstration", en="Preparing the demo group"))
    return prepare_demo(folders, language, show)


def _keep_to_one_user(console: Console, folders: SiteFolders) -> None:
    """Close the data to other OS users."""
    if folders.data.stat().st_mode & 0o077:
        folders.data.chmod(0o700)
        console.print(
            t(
                fr=f"{folders.data} était ouvert aux autres utilisateurs : il leur est fermé.",
                en=f"{folders.data} was open to other users: it is closed to them now.",
            ),
            style="yellow",
        )


def _show_what_root_means(console: Console) -> None:
    console.print(
        t(
            fr="Ce site tourne en root : le code des apprenants a tous les droits sur cette "
            "machine. Préférez un utilisateur ordinaire, ou « start --classroom ».",
            en="This site runs as root: learners’ code has full rights on this machine. "
            "Better start it as an ordinary user, or with “start --classroom”.",
        ),
        style="yellow",
    )


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _only_in_parts() -> CampusError:
    return CampusError(
        t(
            fr="Un site « cluster » démarre partie par partie.",
            en="A site of the profile cluster is started part by part.",
        ),
        t(
            fr="Lancez « start --part hub », et ailleurs « start --part portal ».",
            en="Run “start --part hub”, and elsewhere “start --part portal”.",
        ),
    )


def _show_leftovers(console: Console, count: int) -> None:
    console.print(
        t(
            fr=f"Le démarrage précédent avait été interrompu : {count} processus oubliés ont été "
            "arrêtés, rien n’est perdu.",
            en=f"The previous run was interrupted. {count} leftover processes were stopped; "
            "nothing is lost.",
        ),
        style="yellow",
    )


def _show_ready(console: Console, address: str, sign_ins: list[SignIn]) -> None:
    """Print the address and the sign-ins: the last thing that a start says, set apart."""
    shown = Group(
        Text(address, style=f"bold link {address}"),
        "",
        _table(sign_ins) if sign_ins else _first_account(),
    )
    console.print()
    console.print(
        Panel(
            shown,
            title=t(fr="Campus 5G est ouvert", en="Campus 5G is open"),
            subtitle=t(fr="Ctrl-C arrête tout", en="Ctrl-C stops everything"),
            box=HORIZONTALS,
            padding=(1, 2),
            expand=False,
        )
    )


def _table(sign_ins: list[SignIn]) -> Table:
    roles = {
        "trainer": t(fr="Formation", en="Trainer"),
        "learner": t(fr="Apprentissage", en="Learner"),
    }
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column(t(fr="Compte de démonstration", en="Demo account"))
    table.add_column(t(fr="Identifiant", en="Name"), no_wrap=True)
    table.add_column(t(fr="Phrase secrète", en="Pass phrase"), no_wrap=True)
    for sign_in in sign_ins:
        table.add_row(roles[sign_in.role], sign_in.name, sign_in.pass_phrase)
    return table


def _first_account() -> Text:
    said = t(fr="Premier compte :", en="First account:")
    name, folder = t(fr="NOM", en="NAME"), t(fr="DOSSIER", en="FOLDER")
    command = f"campus5g accounts add {name} --role administrator --data {folder}"
    # On a line of its own, it fits into narrow terminals.
    return Text(f"{said}\n{command}")
