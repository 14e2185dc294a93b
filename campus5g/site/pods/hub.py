"""The Hub of a site whose servers are pods."""

from collections.abc import Callable
from typing import Any

from tornado.web import HTTPError

from campus5g.language import Language, translator
from campus5g.site import surroundings
from campus5g.site.accounts.accounts import Account
from campus5g.site.folders import SiteFolders
from campus5g.site.pods.pod import CLOSED, SERVER, USER_ID, kit_pool, needs_of_server, volumes_of
from campus5g.site.pods.settings import PodSettings
from campus5g.site.servers.idle import end_idle_servers


class NoCourseError(HTTPError):
    """A trainer wants the files of a group's course, which pods do not have on this site.

    Args:
        language: of the person, who reads it on a page of the Hub.
    """

    def __init__(self, language: Language) -> None:
        super().__init__(409)
        # The Hub shows these where a server does not start.
        self.jupyterhub_message = self.jupyterhub_html_message = translator(language)(
            fr="Sur ce site, les fichiers d’un groupe ne s’ouvrent pas dans JupyterLab, car le "
            "volume du portail n’est pas partagé. La correction et les notes sont sur le portail.",
            en="On this site a group’s files don’t open in JupyterLab: the portal’s volume is not "
            "shared. Marking and grades are on the portal.",
        )


def configure_pods(
    c: Any,
    folders: SiteFolders,
    settings: PodSettings,
    account_of: Callable[[Any], Account],
    cohort_of: Callable[[Any], str],
) -> dict[str, Any]:
    """Have KubeSpawner start each server as a pod; return the variables that servers get besides.

    Image, namespace, labels and node selection are the chart's, and stay as it has set them.

    Args:
        c: the configuration, with the portal as a service in it.
        folders: as servers see them: the same path in each container.
        settings: of the site's pods.
        account_of: returns the owner of a spawner.
        cohort_of: returns the cohort that a spawner's server is for, or an empty text.
    """
    of_kit = {
        surroundings.DATA: str(folders.data),
        surroundings.OWN_POOL: str(folders.pool),
    }
    c.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
    # A pod outlives the Hub that started it.
    c.JupyterHub.cleanup_servers = False
    spawner = c.KubeSpawner
    spawner.extra_container_config = {"command": list(SERVER)}
    # The command above replaces the image's own; nothing is passed on to it.
    spawner.cmd = None
    spawner.uid = spawner.gid = spawner.fs_gid = USER_ID
    spawner.container_security_context = CLOSED
    spawner.pod_security_context = {
        "fsGroupChangePolicy": "OnRootMismatch",
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    spawner.extra_pod_config = {"enableServiceLinks": False, "shareProcessNamespace": True}
    spawner.working_dir = str(folders.data)
    spawner.pvc_name_template = "home-{username}"
    spawner.storage_access_modes = ["ReadWriteOnce"]
    spawner.storage_capacity = f"{settings.disk_limit_mib}Mi"
    if settings.storage_class:
        spawner.storage_class = settings.storage_class
    for trait, value in needs_of_server(settings).items():
        spawner[trait] = value

    def settle_in(spawner: Any) -> None:
        account, cohort = account_of(spawner), cohort_of(spawner)
        if cohort and not settings.courses_claim:
            raise NoCourseError(account.language)
        # The server of a cohort has its course, and no home.
        spawner.storage_pvc_ensure = not cohort
        spawner.volumes, spawner.volume_mounts = volumes_of(folders, settings, account.name, cohort)
        spawner.extra_containers = [kit_pool(spawner.image, of_kit, spawner.volume_mounts)]

    c.Spawner.pre_spawn_hook = settle_in
    end_idle_servers(c, settings.idle_minutes, of_kit)
    return {
        surroundings.OWN_POOL: str(folders.pool),
        "HOME": lambda spawner: str(folders.homes / spawner.user.name),
    }
