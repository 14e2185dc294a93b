"""The pods of people's servers, whole, as KubeSpawner sends them to a cluster.

Each manifest is compared with a golden file beside this one, without what changes with a release of
JupyterHub, with this machine's folders, or with the catalogue.
"""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from kubernetes_asyncio.client import ApiClient
from pods_hub import COHORT, spawner_of

from campus5g.kit.connecting import FRESH_KIT_FOR
from campus5g.places import HOUSE
from campus5g.site.folders import SiteFolders
from campus5g.site.pods.hub import NoCourseError

pytestmark = pytest.mark.proof

GOLDEN = Path(__file__).parent

# Said by KubeSpawner and the Hub of this test, or follows from the catalogue.
PASSING = ("JUPYTER", "JPY_", FRESH_KIT_FOR)


async def pod(folders: SiteFolders, person: str, server: str = "", claim: str = "courses") -> Any:
    """Return the manifest of a person's server, as JSON has it."""
    spawner = spawner_of(folders, person, server, claim)
    try:
        spawner.run_pre_spawn_hook()
        manifest = await spawner.get_pod_manifest()
    finally:
        await spawner.api.api_client.close()
    return ApiClient().sanitize_for_serialization(manifest)


def settled(manifest: Any, folders: SiteFolders) -> Any:
    """Return a manifest without what is `PASSING`, and where things are here."""
    server = manifest["spec"]["containers"][0]
    server["env"] = [each for each in server["env"] if not each["name"].startswith(PASSING)]
    manifest["metadata"]["annotations"] = {
        name: value
        for name, value in manifest["metadata"]["annotations"].items()
        if not name.endswith("-version")
    }
    text = yaml.safe_dump(manifest)
    for here, there in ((folders.data, "/data"), (HOUSE, "/house")):
        text = text.replace(str(here), there)
    return yaml.safe_load(text)


@pytest.mark.parametrize(
    ("golden", "person", "server"),
    [
        ("learner.yaml", "ada", ""),
        ("trainer.yaml", "tina", ""),
        ("course.yaml", "tina", COHORT),
    ],
)
async def test_a_pod_is_the_golden_one(
    folders: SiteFolders, golden: str, person: str, server: str
) -> None:
    made = settled(await pod(folders, person, server), folders)
    file = folders.data / golden
    file.write_text(yaml.safe_dump(made))

    assert made == yaml.safe_load((GOLDEN / golden).read_text()), f"The pod that was made: {file}"


@pytest.mark.parametrize(("person", "server"), [("ada", ""), ("tina", ""), ("tina", COHORT)])
async def test_a_pod_is_valid_and_closed(folders: SiteFolders, person: str, server: str) -> None:
    manifest = await pod(folders, person, server)

    kubernetes_validate.validate(manifest, "1.35", strict=True)
    spec = manifest["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & spec.keys()
    assert {next(iter(each.keys() - {"name"})) for each in spec["volumes"]} <= {
        "emptyDir",
        "persistentVolumeClaim",
    }
    for container in spec["containers"]:
        context = container["securityContext"]
        assert (context["runAsUser"], context["runAsNonRoot"]) == (1000, True)
        assert context["allowPrivilegeEscalation"] is False
        assert context["readOnlyRootFilesystem"] is True
        assert context["capabilities"] == {"drop": ["ALL"]}
        for bound in ("requests", "limits"):
            assert container["resources"][bound].keys() >= {"cpu", "memory"}


async def test_no_pod_is_given_a_secret_of_the_site(folders: SiteFolders) -> None:
    text = yaml.safe_dump(await pod(folders, "ada"))

    assert "0" * 64 not in text


async def test_a_learner_s_name_opens_no_server_of_a_cohort(folders: SiteFolders) -> None:
    with pytest.raises(PermissionError):
        await pod(folders, "ada", COHORT)


async def test_without_a_shared_volume_a_trainer_reads_where_the_work_is_instead(
    folders: SiteFolders,
) -> None:
    with pytest.raises(NoCourseError) as refused:
        await pod(folders, "tina", COHORT, claim="")

    assert "on the portal" in refused.value.jupyterhub_message
