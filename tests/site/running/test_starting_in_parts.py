"""What a start refuses before anything runs, where a site is deployed in parts."""

from pathlib import Path

import pytest

from campus5g.errors import CampusError
from campus5g.site.classroom import starting
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import ADDRESS
from campus5g.site.running import run
from campus5g.site.running.parts import start_part
from campus5g.site.running.ports import free_ports
from campus5g.site.running.run import start

CLUSTER = """
profile: cluster
addresses:
  public: http://127.0.0.1:8000
  hub: {bind: "http://127.0.0.1:8081", connect: "http://127.0.0.1:8081"}
  portal: {bind: "http://127.0.0.1:8100", connect: "http://127.0.0.1:8100"}
"""


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "deployment.yaml").write_text(CLUSTER)
    monkeypatch.setenv("CAMPUS5G_PORTAL_TOKEN", "0123456789abcdef" * 4)
    monkeypatch.setenv(ADDRESS, "postgresql+psycopg://campus@/campus?host=/nowhere")
    monkeypatch.setenv("CAMPUS5G_DRAW_SECRET", "ab" * 32)
    return tmp_path


def test_a_cluster_is_not_started_as_a_whole(cluster: Path) -> None:
    with pytest.raises(CampusError, match="--part hub"):
        start(cluster, open_browser=False)


def test_a_laptop_is_not_started_in_parts(tmp_path: Path) -> None:
    with pytest.raises(CampusError, match="profile: cluster"):
        start_part(tmp_path, "portal")


@pytest.mark.parametrize("missing", [ADDRESS, "CAMPUS5G_DRAW_SECRET", "CAMPUS5G_PORTAL_TOKEN"])
def test_a_part_does_not_make_for_itself_what_all_parts_share(
    cluster: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)

    with pytest.raises(CampusError, match=missing):
        start_part(cluster, "portal")

    assert [each.name for each in cluster.iterdir()] == ["deployment.yaml"]


def test_a_secret_of_draws_that_is_too_short_is_refused(
    cluster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_DRAW_SECRET", "ab")

    with pytest.raises(CampusError, match="too short"):
        start_part(cluster, "portal")


def test_the_profile_of_a_classroom_is_a_start_with_that_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deployment.yaml").write_text("profile: classroom\n")
    monkeypatch.setattr(run, "adopt_orphans", lambda: None)

    class PreparedError(Exception):
        """A classroom is being prepared."""

    def prepare(_: SiteFolders) -> None:
        raise PreparedError

    monkeypatch.setattr(starting, "prepare_classroom", prepare)

    with pytest.raises(PreparedError):
        start(tmp_path, port=free_ports(1)[0], open_browser=False)
