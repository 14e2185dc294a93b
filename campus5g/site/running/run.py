"""Runs the training site: starts it, shows its address, and ends every process it started."""

import asyncio
import os
import signal
import sys
import sysconfig
import webbrowser
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from campus5g import t
from campus5g.errors import CampusError
from campus5g.language import Language
from campus5g.places import HOUSE
from campus5g.site import surroundings
from campus5g.site.classroom.starting import prepare_classroom
from campus5g.site.demonstration.cohort import SignIn, prepare_demo
from campus5g.site.folders import SiteFolders
from campus5g.site.hub.client_address import TrustedProxies
from campus5g.site.lti.settings import load_lti_settings
from campus5g.site.records.database import Database
from campus5g.site.running.ports import LOOPBACK, check_free, free_ports
from campus5g.site.running.processes import (
    adopt_orphans,
    descendants,
    end_all,
    processes_of_run,
    reap_orphans,
)
from campus5g.site.running.run_lock import only_run
from campus5g.site.running.site_log import open_log, turn_over_if_large
from campus5g.site.surroundings import HubPorts

_READY_WITHIN_S = 90
_STOP_WITHIN_S = 20
_LOG_CHECKED_EVERY_S = 60
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start(
    data: Path,
    port: int = 8000,
    open_browser: bool = True,
    language: Language = "fr",
    classroom: bool = False,
) -> None:
    """Run the site until Ctrl-C, SIGTERM or SIGHUP.

    Args:
        data: folder that holds all state; created if missing.
        port: where the site answers, on the loopback address.
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
    with only_run(folders, address) as run:
        if run.leftovers:
            _show_leftovers(console, run.leftovers)
        check_free(port)
        load_lti_settings(folders.lti_settings)
        TrustedProxies.of_site()
        adopt_orphans()
        if classroom:
            prepare_classroom(folders)
        else:
            _keep_to_one_user(console, folders)
            Database.of_site(folders.records).upgrade()
        environment = _environment(folders, port, run.mark, language)
        if classroom:
            environment |= {surroundings.CLASSROOM: "1"}
        demo = None if classroom else language
        try:
            asyncio.run(_serve(folders, environment, address, demo, open_browser, console))
        finally:
            end_all({*descendants(), *processes_of_run(run.mark, folders.data)})
    console.print(t(fr="Le site est arrêté.", en="The site has stopped."))


def _keep_to_one_user(console: Console, folders: SiteFolders) -> None:
    """Close the data to other OS users, and say what it means if this one is root."""
    if folders.data.stat().st_mode & 0o077:
        folders.data.chmod(0o700)
        console.print(
            t(
                fr=f"{folders.data} était ouvert aux autres utilisateurs : il leur est fermé.",
                en=f"{folders.data} was open to other users: it is closed to them now.",
            ),
            style="yellow",
        )
    if os.geteuid() == 0:
        console.print(
            t(
                fr="Ce site tourne en root : ce que les apprenants écrivent dans leurs notebooks a "
                "tous les droits sur cette machine. Pour essayer, prenez un utilisateur "
                "ordinaire ; pour une classe, « start --classroom ».",
                en="This site runs as root: what learners write in their notebooks has all rights "
                "on this machine. To try it out, use an ordinary user; for a class, "
                "“start --classroom”.",
            ),
            style="yellow",
        )


def _environment(folders: SiteFolders, port: int, mark: str, language: Language) -> dict[str, str]:
    hub_port, proxy_port, portal_port = free_ports(3)
    return {
        **os.environ,
        # nbgrader starts alembic by name, and people start jupyter.
        "PATH": f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        **HubPorts(port, hub_port, proxy_port, portal_port).as_environment(),
        surroundings.DATA: str(folders.data),
        surroundings.RUN: mark,
        surroundings.LANGUAGE: language,
    }


async def _serve(
    folders: SiteFolders,
    environment: dict[str, str],
    address: str,
    demo: Language | None,
    open_browser: bool,
    console: Console,
) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    hub = await _start_hub(folders, environment)
    loop.add_signal_handler(signal.SIGCHLD, reap_orphans, hub.pid)
    try:
        with console.status(t(fr="Le site démarre…", en="The site is starting…")):
            sign_ins = await asyncio.to_thread(prepare_demo, folders, demo) if demo else []
            await _unless(stop, _until_ready(hub, folders))
        if not stop.is_set():
            _show_ready(console, address, sign_ins)
            if open_browser and _has_screen():
                webbrowser.open(address)
            await _unless(stop, _keeping_the_log_small(folders, hub.wait()))
        if not stop.is_set():
            raise _hub_failed(folders)
    finally:
        with console.status(t(fr="Le site s’arrête…", en="The site is stopping…")):
            await _end_hub(hub)


async def _start_hub(folders: SiteFolders, environment: dict[str, str]) -> Process:
    with open_log(folders.log) as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "campus5g.site.hub"),
            *("-f", str(HOUSE / "jupyter_config.py")),
            cwd=folders.data,
            env=environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
            # The terminal's Ctrl-C is for the supervisor, which stops the Hub cleanly.
            start_new_session=True,
        )


async def _until_ready(hub: Process, folders: SiteFolders) -> None:
    assert hub.stdout is not None  # noqa: S101 -- it was opened as a pipe
    try:
        async with asyncio.timeout(_READY_WITHIN_S):
            if not await hub.stdout.readline():
                raise _hub_failed(folders)
    except TimeoutError:
        raise _hub_failed(folders) from None


async def _end_hub(hub: Process) -> None:
    if hub.returncode is not None:
        return
    hub.terminate()
    try:
        async with asyncio.timeout(_STOP_WITHIN_S):
            await hub.wait()
    except TimeoutError:
        hub.kill()
        await hub.wait()


async def _keeping_the_log_small(folders: SiteFolders, until: Awaitable[object]) -> None:
    ended = asyncio.ensure_future(until)
    try:
        while not ended.done():
            await asyncio.wait({ended}, timeout=_LOG_CHECKED_EVERY_S)
            # A full disk is said elsewhere, and must not end the site.
            with suppress(OSError):
                await asyncio.to_thread(turn_over_if_large, folders.log)
    finally:
        ended.cancel()


async def _unless(stop: asyncio.Event, awaited: Awaitable[object]) -> None:
    """Wait for `awaited`, or cancel it when `stop` is set."""
    task = asyncio.ensure_future(awaited)
    stopped = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        task.cancel()
        stopped.cancel()


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _hub_failed(folders: SiteFolders) -> CampusError:
    return CampusError(
        t(
            fr="Le serveur du site ne répond pas ou s’est arrêté.",
            en="The site’s server is not responding or has stopped.",
        ),
        t(
            fr=f"Lisez la fin de {folders.log}, puis relancez « start ».",
            en=f"Read the end of {folders.log}, then run “start” again.",
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
    console.print()
    console.print(
        t(fr="Campus 5G est ouvert :", en="Campus 5G is open:"),
        f"[bold link={address}]{address}[/]",
        highlight=False,
    )
    console.print()
    if sign_ins:
        console.print(table, highlight=False)
    else:
        console.print(
            t(
                fr="Premier compte : campus5g accounts add NOM --role administrator --data DOSSIER",
                en="First account: campus5g accounts add NAME --role administrator --data FOLDER",
            ),
            highlight=False,
        )
    console.print()
    console.print(t(fr="Ctrl-C arrête tout.", en="Press Ctrl-C to stop everything."), style="dim")
