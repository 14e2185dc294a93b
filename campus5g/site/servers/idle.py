"""Ends servers that nobody uses, in a classroom and in a cluster."""

import sys
from typing import Any

_CULLER = "idle-culler"
_LOOK_EVERY_S = 300


def end_idle_servers(c: Any, after_minutes: float, environment: dict[str, str]) -> None:
    """Have the Hub stop idle servers; notebooks are saved as they are changed.

    Args:
        c: the Hub's configuration, with its services and roles.
        after_minutes: of idleness.
        environment: of the program that looks for them.
    """
    timeout_s = max(1, round(after_minutes * 60))
    c.JupyterHub.services.append(
        {
            "name": _CULLER,
            "command": [
                *(sys.executable, "-m", "jupyterhub_idle_culler"),
                *(f"--timeout={timeout_s}", f"--cull-every={min(timeout_s, _LOOK_EVERY_S)}"),
            ],
            "environment": environment,
        }
    )
    c.JupyterHub.load_roles.append(
        {
            "name": _CULLER,
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
            "services": [_CULLER],
        }
    )
