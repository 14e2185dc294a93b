"""The configuration of a Hub that starts people's servers on another host.

As KubeSpawner has pods started by a cluster, this has processes started in the namespaces of the
learners' host, by the same program as in a pod: `campus5g.site.pods`. The host's own pool of kits
stands in for the container beside it. ``LEARNERS_HOST`` names the PID that keeps those namespaces,
and the host's address.
"""

import os
import sys
from itertools import count
from typing import Any

from campus5g.site.configuration import configure

FIRST_PORT = 20000

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 - Jupyter's
configure(c)

pid, address = os.environ["LEARNERS_HOST"].split()
ports = count(FIRST_PORT)


def take_a_port(spawner: Any) -> None:
    """Have a server listen on its host's address."""
    spawner.ip, spawner.port = address, next(ports)


c.JupyterHub.services = [each for each in c.JupyterHub.services if each["name"] != "kit-pool"]
c.Spawner.pre_spawn_hook = take_a_port
c.Spawner.cmd = [
    *("nsenter", "--target", pid, "--mount", "--net", "--"),
    *(sys.executable, "-m", "campus5g.site.pods"),
]
c.Spawner.environment = {**c.Spawner.environment, "TMPDIR": os.environ["TMPDIR"]}
