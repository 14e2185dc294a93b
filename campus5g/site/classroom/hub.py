"""The Hub of a classroom server: its servers' OS users, limits and idle time."""

import sys
from collections.abc import Callable
from typing import Any

from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account
from campus5g.site.classroom.disk import refuse_too_much
from campus5g.site.classroom.duties import SCOPE, SCOPES
from campus5g.site.classroom.people import ClassroomPeople
from campus5g.site.classroom.spawning import spawner_class
from campus5g.site.folders import SiteFolders
from campus5g.site.servers.idle import end_idle_servers


def configure_classroom(
    c: Any,
    folders: SiteFolders,
    portal: str,
    account_of: Callable[[Any], Account],
    cohort_of: Callable[[Any], str],
) -> None:
    """Set up a Hub whose people have an OS user each.

    Args:
        c: the configuration, with the portal as a service in it.
        folders: the site's.
        portal: name of the portal's service.
        account_of: returns the owner of a spawner.
        cohort_of: returns the cohort that a spawner's server is for, or an empty text.
    """
    people = ClassroomPeople.of_site(folders)
    c.JupyterHub.spawner_class = spawner_class()
    c.Spawner.mem_limit = f"{people.settings.memory_limit_mib}M"
    c.Spawner.cpu_limit = people.settings.cpu_limit
    c.JupyterHub.custom_scopes |= SCOPES
    c.JupyterHub.load_roles.append(
        {"name": "classroom-duties", "scopes": [SCOPE], "services": [portal]}
    )
    of_site = {
        surroundings.DATA: str(folders.data),
        surroundings.RUN: surroundings.run_mark(),
        surroundings.POOL: str(folders.pool),
    }
    c.JupyterHub.services.append(
        {
            "name": "kit-pool",
            "command": [sys.executable, "-m", "campus5g.pool", "--homes", str(folders.homes)],
            "environment": of_site,
        }
    )
    end_idle_servers(c, people.settings.idle_minutes, of_site)
    for service in c.JupyterHub.services:
        service["user"] = people.settings.site_user

    def settle_in(spawner: Any) -> None:
        account, cohort = account_of(spawner), cohort_of(spawner)
        user = people.settle_in(account)
        refuse_too_much(people, account.name, account.language)
        spawner.largest_file_mib = people.settings.disk_limit_mib
        spawner.run_as(user, *(people.open_cohort(cohort) if cohort else (None, None)))

    c.Spawner.pre_spawn_hook = settle_in
