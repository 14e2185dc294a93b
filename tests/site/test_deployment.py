"""The settings of a deployment: a file that an administrator writes, read before a start."""

from pathlib import Path

import pytest

from campus5g.errors import CampusError
from campus5g.manifest import ManifestError
from campus5g.site.deployment import Deployment, GradingCluster, load_deployment
from campus5g.site.surroundings import (
    GRADING,
    HAND_IN,
    PROGRESS,
    HubPorts,
    chosen_for_portal,
    chosen_for_servers,
)

CLUSTER = """
profile: cluster
addresses:
  public: http://0.0.0.0:8000
  hub: {bind: "http://0.0.0.0:8081", connect: "http://hub:8081"}
  portal: {bind: "http://0.0.0.0:8100", connect: "http://portal:8100"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deployment.yaml"


def test_without_a_file_a_site_is_a_laptop_s_and_learners_hand_in_over_the_portal(
    file: Path,
) -> None:
    assert load_deployment(file) == Deployment(profile="laptop", hand_in="portal")


def test_the_exchange_is_opened_by_name(file: Path) -> None:
    file.write_text("hand_in: exchange\n")

    assert load_deployment(file).hand_in == "exchange"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hand_in: mail\n", "hand_in"),
        ("handin: exchange\n", "handin"),
        ("hand_in: [\n", ""),
        ("profile: cloud\n", "profile"),
        ("profile: cluster\n", "addresses"),
        (CLUSTER.replace("cluster", "laptop"), "addresses"),
        (CLUSTER.replace("cluster", "classroom"), "addresses"),
        ("pods: {}\n", "pods"),
        (CLUSTER.replace("http://portal:8100", "portal:8100"), "portal.connect"),
        (CLUSTER.replace("http://hub:8081", "http://hub:8081/"), "hub.connect"),
    ],
)
def test_a_mistake_is_told_with_its_place(file: Path, text: str, told: str) -> None:
    file.write_text(text)

    with pytest.raises(ManifestError, match=r"deployment\.yaml") as refused:
        load_deployment(file)

    assert told in str(refused.value)


def test_the_parts_of_a_cluster_listen_and_are_found_where_its_file_says(file: Path) -> None:
    file.write_text(CLUSTER)

    addresses = load_deployment(file).of_cluster()

    assert (addresses.hub.bind, addresses.hub.connect) == ("http://0.0.0.0:8081", "http://hub:8081")
    assert addresses.portal.connect == "http://portal:8100"
    assert addresses.own_proxy


def test_only_a_cluster_is_started_in_parts() -> None:
    with pytest.raises(CampusError, match="--part"):
        Deployment().of_cluster()


def test_the_parts_of_a_site_that_starts_as_a_whole_stay_on_the_loopback_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAMPUS5G_LISTEN", "192.0.2.7")

    addresses = HubPorts(public=1, hub=2, proxy=3, portal=4).addresses()

    assert addresses.public == "http://192.0.2.7:1"
    inside = (addresses.hub.bind, addresses.hub.connect, addresses.proxy)
    assert inside == ("http://127.0.0.1:2", "http://127.0.0.1:2", "http://127.0.0.1:3")
    assert {addresses.portal.bind, addresses.portal.connect} == {"http://127.0.0.1:4"}


def test_without_a_file_the_portal_reads_homes_and_grades_itself(file: Path) -> None:
    chosen = load_deployment(file)

    assert chosen_for_portal(chosen) == {HAND_IN: "portal", PROGRESS: "homes"}


def test_servers_of_a_cluster_tell_their_progress(file: Path) -> None:
    file.write_text(CLUSTER)

    assert load_deployment(file).progress == "portal"


def test_servers_are_not_told_where_work_is_graded(file: Path) -> None:
    file.write_text("progress: portal\ngrading:\n  scheduler: tcp://scheduler:8786\n")

    chosen = load_deployment(file)

    assert chosen_for_servers(chosen) == {HAND_IN: "portal", PROGRESS: "portal"}
    assert GradingCluster.model_validate_json(chosen_for_portal(chosen)[GRADING]) == chosen.grading


@pytest.mark.parametrize(
    ("grading", "remedy"),
    [
        ("scheduler: http://scheduler", "tls://NOM:8786"),
        ("scheduler: tls://scheduler:8786", "key_file"),
        ("scheduler: tcp://scheduler:8786, ca_file: ca.pem", "key_file"),
        ("scheduler: tls://scheduler:8786, ca_file: ca.pem, certificate_file: own.pem", "key_file"),
    ],
)
def test_a_scheduler_is_named_with_all_that_its_address_needs(
    file: Path, grading: str, remedy: str
) -> None:
    file.write_text(f"grading: {{{grading}}}\n")

    with pytest.raises(ManifestError, match=r"deployment\.yaml") as refused:
        load_deployment(file)

    assert remedy in str(refused.value)
