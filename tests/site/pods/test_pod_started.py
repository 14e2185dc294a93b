"""A person's pod at a cluster's API server: made with their volume, and ended without it."""

import pytest
from kmock import KubernetesEmulator, Server, resource
from kubernetes_asyncio.client import V1ContainerStatus, V1Pod, V1PodStatus
from kubespawner import KubeSpawner
from pods_hub import NAMESPACE, spawner_of

from campus5g.site.folders import SiteFolders

pytestmark = pytest.mark.proof

PODS, CLAIMS = "v1/pods", "v1/persistentvolumeclaims"
ADDRESS = "192.0.2.20"


def running(_: KubeSpawner, pod: V1Pod) -> V1Pod:
    """Return a pod as a cluster has it that started it at once."""
    pod.metadata.namespace = NAMESPACE
    pod.metadata.uid = "1"
    ready = V1ContainerStatus(name="notebook", ready=True, image="", image_id="", restart_count=0)
    pod.status = V1PodStatus(phase="Running", pod_ip=ADDRESS, container_statuses=[ready])
    return pod


async def test_a_server_starts_as_a_pod_with_its_own_volume_and_leaves_the_volume_when_it_ends(
    folders: SiteFolders,
) -> None:
    async with KubernetesEmulator() as api, Server(api, host="127.0.0.1"):
        for name in (PODS, CLAIMS, "v1/events"):
            api.resources[name] = {}
        spawner = spawner_of(folders, "ada", cluster=str(api.url))
        spawner.modify_pod_hook = running
        spawner.run_pre_spawn_hook()
        try:
            started = await spawner.start()

            assert started == f"http://{ADDRESS}:8888"
            claim = api.objects[resource(CLAIMS), NAMESPACE, "home-ada"]
            assert claim["spec"]["resources"]["requests"]["storage"] == "2048Mi"
            pod = api.objects[resource(PODS), NAMESPACE, "jupyter-ada"]
            assert [each["name"] for each in pod["spec"]["containers"]] == ["notebook", "kit-pool"]

            await spawner.stop(now=True)

            assert pod.deleted
            assert not claim.deleted
        finally:
            await KubeSpawner._stop_all_reflectors()
            await spawner.api.api_client.close()
