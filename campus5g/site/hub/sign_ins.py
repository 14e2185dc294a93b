"""Sign-ins end when what they rest on changes: the pass phrase, the role, an account that is open.

The Hub's cookie of a person names what it rests on (`Accounts.sign_in_bases`). What no longer
agrees with the records is ended: the cookie, API tokens, servers and their processes. The Hub
compares all of them every other second, because the command changes accounts, too; one person's
when they sign in, and when the portal has changed their account (`portal.sign_in`).
"""

import asyncio
import contextlib
import logging
from typing import Any

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import define_custom_scopes, needs_scope

from campus5g.places import data_folder
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.running.processes import end_all, processes_of_person

COMPARED_EVERY_S = 2.0
SCOPE = "custom:campus5g:sign-ins"
SCOPES = {SCOPE: {"description": "End the sign-ins of a person whose account was changed."}}

# Handlers name their scope when they are created.
define_custom_scopes(SCOPES)

_log = logging.getLogger(__name__)
_stops: set[asyncio.Task[None]] = set()


async def end_outdated_from_now_on(hub: Any) -> None:
    """Compare all sign-ins again and again, until cancelled.

    Args:
        hub: the running JupyterHub.
    """
    while True:
        try:
            await end_outdated(hub)
        except Exception:
            # The database may be away for a moment; the next round comes soon.
            _log.exception("The Hub could not compare sign-ins with accounts.")
        await asyncio.sleep(COMPARED_EVERY_S)


async def end_outdated(hub: Any, only: str | None = None) -> None:
    """End the sign-ins that rest on what has changed.

    Args:
        hub: the running JupyterHub.
        only: the one account that is looked at; all if not given.
    """
    bases = await asyncio.to_thread(hub.authenticator.accounts.sign_in_bases, only)
    known = hub.db.query(orm.User.name, orm.User.cookie_id)
    for name, basis in known if only is None else known.filter_by(name=only):
        current = bases.get(name, f"closed {name}")
        if basis != current:
            _end(hub, name, current)


async def stop_servers(hub: Any, user: Any) -> None:
    """Stop all servers of a person, and end what their kernels left behind.

    Args:
        hub: the running JupyterHub.
        user: the Hub's.
    """
    for server, spawner in list(user.spawners.items()):
        if spawner.pending and spawner._spawn_future:
            # It can't start any more without its token.
            with contextlib.suppress(Exception):
                await spawner._spawn_future
        if spawner.active and not spawner.pending:
            await hub.proxy.delete_user(user, server)
            await user.stop(server)
    await asyncio.to_thread(_end_processes, user.name)


async def up_to_date(authenticator: Any, _handler: Any, signed_in: dict[str, Any]) -> Any:
    """Have nothing outdated of a person who signs in (`Authenticator.post_auth_hook`)."""
    if authenticator.parent is not None:
        await end_outdated(authenticator.parent, signed_in["name"])
    return signed_in


class SignInsOf(APIHandler):  # type: ignore[misc]
    """A person's sign-ins, for the portal."""

    @needs_scope(SCOPE)  # type: ignore[untyped-decorator]
    async def delete(self, account: str) -> None:
        """End those that rest on what has changed; their servers stop meanwhile."""
        await end_outdated(self.app, account)
        self.set_status(204)


HANDLERS = [(r"/sign-ins/(?P<account>[a-z][a-z0-9-]{1,31})", SignInsOf)]


def _end(hub: Any, name: str, basis: str) -> None:
    user = hub.users[name]
    user.orm_user.cookie_id = basis
    for kind in (orm.APIToken, orm.OAuthCode):
        for each in hub.db.query(kind).filter_by(user_id=user.orm_user.id):
            hub.db.delete(each)
    hub.db.commit()
    stopping = asyncio.ensure_future(stop_servers(hub, user))
    _stops.add(stopping)
    stopping.add_done_callback(_stops.discard)


def _end_processes(account: str) -> None:
    if surroundings.in_classroom():
        from campus5g.site.classroom.people import ClassroomPeople

        ClassroomPeople.of_site(SiteFolders(data_folder())).os_users.end_processes(account)
    else:
        end_all(processes_of_person(account))
