"""What helm makes of the chart: valid objects, closed pods, closed ways, and no secret."""

import subprocess
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from rendered_chart import Manifest, render

from campus5g.site.deployment import load_deployment

pytestmark = pytest.mark.proof

OLDEST_CLUSTER, NEWEST_CLUSTER = "1.30", "1.35"

DNS = 53
DATABASE = 5432
HTTPS = (443, 6443)


def named(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    (found,) = [
        each for each in manifests if (each["kind"], each["metadata"]["name"]) == (kind, name)
    ]
    return found


def pods(manifests: list[Manifest]) -> dict[str, dict[str, Any]]:
    return {
        each["metadata"]["name"]: each["spec"]["template"]["spec"]
        for each in manifests
        if each["kind"] == "Deployment"
    }


def containers(manifests: list[Manifest]) -> Iterator[dict[str, Any]]:
    for pod in pods(manifests).values():
        yield from pod["containers"]
        yield from pod.get("initContainers", [])


@pytest.mark.parametrize("version", [OLDEST_CLUSTER, NEWEST_CLUSTER])
def test_every_object_is_valid(shipped: list[Manifest], version: str) -> None:
    for manifest in shipped:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_portal_scheduler_and_workers_are_there(shipped: list[Manifest]) -> None:
    assert set(pods(shipped)) == {"campus5g-portal", "campus5g-scheduler", "campus5g-workers"}


def test_no_pod_reaches_its_node(shipped: list[Manifest]) -> None:
    for pod in pods(shipped).values():
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        assert pod["automountServiceAccountToken"] is False
        assert [volume for volume in pod["volumes"] if "hostPath" in volume] == []


def test_every_container_runs_as_a_user_without_privileges_on_a_read_only_root(
    shipped: list[Manifest],
) -> None:
    for pod in pods(shipped).values():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] >= 1000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers(shipped):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }


def test_every_container_has_requests_and_limits(shipped: list[Manifest]) -> None:
    for container in containers(shipped):
        for bound in ("requests", "limits"):
            assert container["resources"][bound].keys() >= {"cpu", "memory"}, container["name"]


def test_every_temporary_folder_has_a_limit(shipped: list[Manifest]) -> None:
    folders = [
        volume["emptyDir"]
        for pod in pods(shipped).values()
        for volume in pod["volumes"]
        if "emptyDir" in volume
    ]

    assert folders
    assert [each for each in folders if "sizeLimit" not in each] == []


def test_the_portal_is_watched_by_its_own_pages(shipped: list[Manifest]) -> None:
    (portal,) = pods(shipped)["campus5g-portal"]["containers"]

    assert portal["livenessProbe"]["httpGet"]["path"] == "/services/portal/health"
    assert portal["readinessProbe"]["httpGet"]["path"] == "/services/portal/ready"


def test_secrets_are_named_and_never_written(shipped: list[Manifest]) -> None:
    assert [each for each in shipped if each["kind"] == "Secret"] == []
    given = {
        variable["name"]: variable
        for container in containers(shipped)
        for variable in container["env"]
    }

    secret = {
        name
        for name in given
        if any(word in name for word in ("SECRET", "TOKEN", "PASSWORD", "DATABASE"))
    }

    assert secret == {
        "CAMPUS5G_DATABASE_URL",
        "CAMPUS5G_DRAW_SECRET",
        "CAMPUS5G_PORTAL_TOKEN",
        "PGPASSWORD",
    }
    assert all(given[name]["valueFrom"].keys() == {"secretKeyRef"} for name in secret)


def test_what_is_graded_is_given_no_secret_of_the_site(shipped: list[Manifest]) -> None:
    (worker,) = pods(shipped)["campus5g-workers"]["containers"]

    assert [each for each in worker["env"] if "valueFrom" in each] == []


def test_pods_are_closed_but_for_named_ways(shipped: list[Manifest]) -> None:
    closed = named(shipped, "NetworkPolicy", "campus5g-closed")["spec"]

    assert closed["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & closed.keys()
    for name, pod in pods(shipped).items():
        labels = named(shipped, "Deployment", name)["spec"]["template"]["metadata"]["labels"]
        assert closed["podSelector"]["matchLabels"].items() <= labels.items(), pod


def test_every_way_out_leads_to_one_kind_of_place_by_one_port(shipped: list[Manifest]) -> None:
    ways = [
        (policy["metadata"]["name"], way)
        for policy in shipped
        if policy["kind"] == "NetworkPolicy"
        for way in policy["spec"].get("egress", [])
    ]

    assert ways
    for name, way in ways:
        # An empty list would open every place, or every port.
        assert way["to"], name
        assert way["ports"], name
        for place in way["to"]:
            if "ipBlock" in place:
                assert ip_network(place["ipBlock"]["cidr"]).is_private, name
                assert {port["port"] for port in way["ports"]} <= {*HTTPS, DATABASE}, name
            elif "namespaceSelector" in place:
                assert place["namespaceSelector"]["matchLabels"], name
                assert {port["port"] for port in way["ports"]} == {DNS}, name
            else:
                assert place["podSelector"]["matchLabels"], name


def test_workers_reach_names_and_their_scheduler_alone(shipped: list[Manifest]) -> None:
    ways = named(shipped, "NetworkPolicy", "campus5g-workers")["spec"]["egress"]

    assert {port["port"] for way in ways for port in way["ports"]} == {DNS, 8786}


def test_only_portal_and_learners_servers_reach_the_kits(shipped: list[Manifest]) -> None:
    reaching = [
        policy["metadata"]["name"]
        for policy in shipped
        if policy["kind"] == "NetworkPolicy" and "192.0.2.0/28" in yaml.safe_dump(policy)
    ]

    assert sorted(reaching) == ["campus5g-portal", "campus5g-servers"]


def test_only_the_hub_reaches_the_cluster_s_api_server(shipped: list[Manifest]) -> None:
    reaching = [
        policy["metadata"]["name"]
        for policy in shipped
        if policy["kind"] == "NetworkPolicy"
        for way in policy["spec"].get("egress", [])
        if {"port": 6443} in way["ports"]
    ]

    assert reaching == ["campus5g-hub"]


def test_a_database_that_is_nowhere_is_refused_not_opened_to_every_address(
    helm_program: Path,
) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        render(helm_program, "--set", "database.podLabels=null")

    assert "database.podLabels or database.cidrs" in refused.value.stderr


def settings_of(manifests: list[Manifest], folder: Path) -> Path:
    file = folder / "deployment.yaml"
    file.write_text(named(manifests, "ConfigMap", "campus5g-deployment")["data"][file.name])
    return file


def test_the_site_reads_the_deployment_that_the_chart_writes(
    shipped: list[Manifest], tmp_path: Path
) -> None:
    deployment = load_deployment(settings_of(shipped, tmp_path))

    assert deployment.profile == "cluster"
    assert deployment.of_cluster().portal.connect == "http://campus5g-portal:8080"
    assert (deployment.hand_in, deployment.progress) == ("portal", "portal")
    assert deployment.grading is not None
    assert deployment.grading.scheduler == "tcp://campus5g-scheduler:8786"
    assert deployment.pods is not None
    assert deployment.pods.courses_claim == "campus5g-data"


def test_a_volume_of_one_node_is_not_offered_to_trainers_pods(
    helm_program: Path, tmp_path: Path
) -> None:
    manifests = render(helm_program, "--set", "storage.accessMode=ReadWriteOnce")

    pods_of_people = load_deployment(settings_of(manifests, tmp_path)).pods

    assert pods_of_people is not None
    assert pods_of_people.courses_claim == ""
