"""People's servers that are noticed as soon as they answer.

The Hub looks whether a new server answers at longer and longer intervals, up to five seconds
(`jupyterhub.utils.exponential_backoff`): on average it lost a second of a start that takes four.
"""

import asyncio
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner

_LOOK_EVERY_S = 0.05


async def until_it_listens(spawner: Any) -> None:
    """Return when a server that is being started takes connections, or has ended.

    Args:
        spawner: has started the server; the Hub ends the wait where it lasts too long.
    """
    while await spawner.poll() is None:
        try:
            _, writer = await asyncio.open_connection(spawner.ip or "127.0.0.1", spawner.port)
        except OSError:
            # Nothing tells that another process listens: one looks.
            await asyncio.sleep(_LOOK_EVERY_S)
        else:
            writer.close()
            return


class OwnSpawner(SimpleLocalProcessSpawner):  # type: ignore[misc]
    """Starts servers as processes of the OS user that the site itself has."""

    async def start(self) -> Any:
        """Start the server; return its address once it takes connections."""
        address = await super().start()
        await until_it_listens(self)
        return address
