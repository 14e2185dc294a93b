"""What a person's pod is made of: the server, a virtual kit beside it, and their files.

The two containers share the network, so that the kit's loopback addresses are the kernels' too, and
the processes, so that a kernel can end the kit that it ordered.
"""

from typing import Any

from campus5g.site.folders import SiteFolders
from campus5g.site.pods.settings import PodSettings

USER_ID = 1000
"""Of the image's user."""

HOME = "home"
"""The name of the volume, and of the claim but for its person's name."""

SERVER = ("python", "-m", "campus5g.site.pods")
KIT_POOL = ("python", "-m", "campus5g.pool")

# `docs/explanation/capacity.md`: the pool itself, and a kit for each open lab.
_POOL_MIB = 512
_POOL_NEEDS_MIB = 128
_POOL_CPUS = "500m"

_SERVER_NEEDS_CPUS = 0.1

CLOSED: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsGroup": USER_ID,
    "runAsNonRoot": True,
    "runAsUser": USER_ID,
}
"""The security context of both containers."""


def needs_of_server(settings: PodSettings) -> dict[str, Any]:
    """Return limits and requests of the server's container, as KubeSpawner has them.

    A quarter of the memory limit is what a learner in one lab was measured to use.
    """
    return {
        "cpu_limit": settings.cpu_limit,
        "cpu_guarantee": _SERVER_NEEDS_CPUS,
        "mem_limit": f"{settings.memory_limit_mib}M",
        "mem_guarantee": f"{settings.memory_limit_mib // 4}M",
    }


def kit_pool(
    image: str, environment: dict[str, str], mounts: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the container that starts virtual kits for the kernels.

    Args:
        image: the server's.
        environment: of the pool; an order brings that of its kit.
        mounts: the server's: a kit works in the folder of its notebook.
    """
    return {
        "name": "kit-pool",
        "image": image,
        "command": list(KIT_POOL),
        "env": [{"name": name, "value": value} for name, value in sorted(environment.items())],
        "resources": {
            "limits": {"cpu": _POOL_CPUS, "memory": f"{_POOL_MIB}Mi"},
            "requests": {"cpu": "10m", "memory": f"{_POOL_NEEDS_MIB}Mi"},
        },
        "securityContext": CLOSED,
        "volumeMounts": mounts,
    }


def volumes_of(
    folders: SiteFolders, settings: PodSettings, name: str, cohort: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a server's volumes, and where they are mounted; KubeSpawner names the home's claim.

    Args:
        folders: as the server sees them.
        settings: of the site's pods.
        name: the person's account.
        cohort: the cohort whose trainer's server this is; empty for a person's own.
    """
    scratch = {"emptyDir": {"sizeLimit": f"{settings.disk_limit_mib}Mi"}}
    home = scratch if cohort else {"persistentVolumeClaim": {"claimName": "{pvc_name}"}}
    volumes: list[dict[str, Any]] = [
        {"name": "data", **scratch},
        {"name": "tmp", **scratch},
        {"name": HOME, **home},
    ]
    mounts: list[dict[str, Any]] = [
        {"name": "data", "mountPath": str(folders.data)},
        {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - the pod's own
        {"name": HOME, "mountPath": str(folders.homes / name)},
    ]
    if cohort:
        volumes.append(
            {
                "name": "course",
                "persistentVolumeClaim": {"claimName": settings.courses_claim},
            }
        )
        mounts.append(
            {
                "name": "course",
                "mountPath": str(folders.cohorts / cohort),
                "subPath": f"{folders.cohorts.name}/{cohort}",
            }
        )
    return volumes, mounts
